// What is searched, filtered, sorted and open stands behind the # of the address, so that it can be sent and kept.
const readAddress = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");

const writeAddress = (state, step) => {
  const address = `#${new URLSearchParams(Object.entries(state).filter(([, value]) => value))}`;
  if (address === (location.hash || "#")) return;
  try {
    history[step ? "pushState" : "replaceState"](null, "", address === "#" ? location.href.split("#")[0] : address);
  } catch {
    // Some frames may not: the table works without.
  }
};
