// The rows on the screen: the first at once, the others when the browser has time or the reader asks for them.
const ALL = 5000; // rows; a longer table is shown step by step, as the reader asks
const STEP = 250; // rows that are made at once: more than a screen holds

const listOf = (data, table, body) => {
  const makeRow = rowMaker(data, byId("row")), makeDetails = detailsMaker(data, table.tHead.rows[0].cells.length);
  const rows = [], open = new Map();
  const step = data.size > ALL ? STEP : ALL;
  const further = byId("further");
  let shown = [], limit = step, turns = 0;

  const rowOf = (at) => (rows[at] ??= makeRow(at));
  const made = (from, to) => shown.slice(from, to).flatMap((at) => (open.has(at) ? [rowOf(at), open.get(at)] : [rowOf(at)]));
  const draw = (first = STEP) => {
    const turn = ++turns;
    const last = Math.min(limit, shown.length);
    let drawn = Math.min(Math.max(first, STEP), last);
    body.replaceChildren(...made(0, drawn));
    const grow = () => {
      if (turn !== turns || drawn >= last) return;
      body.append(...made(drawn, Math.min(drawn + STEP, last)));
      drawn += STEP;
      setTimeout(grow);
    };
    setTimeout(grow);
    further.hidden = shown.length <= limit;
    further.textContent = `Show ${counted(Math.min(step, shown.length - limit))} more of ${counted(shown.length)}`;
  };
  const put = (found) => {
    shown = found;
    limit = step;
    draw();
  };
  const toggle = (at, wanted = !open.has(at)) => {
    if (wanted === open.has(at)) return wanted;
    if (wanted) {
      open.set(at, makeDetails(at));
      rowOf(at).after(open.get(at));
    } else {
      open.get(at).remove();
      open.delete(at);
    }
    rowOf(at).querySelector("button").setAttribute("aria-expanded", wanted);
    return wanted;
  };
  const reach = (at) => {
    const place = shown.indexOf(at);
    if (place < 0) return;
    while (place >= limit) limit += step;
    draw(place + 1);
    toggle(at, true);
    rowOf(at).scrollIntoView();
  };
  further.addEventListener("click", () => {
    const next = shown[limit];
    limit += step;
    draw(limit);
    rowOf(next).querySelector("button").focus();
  });
  return { put, toggle, reach, shown: () => shown };
};
