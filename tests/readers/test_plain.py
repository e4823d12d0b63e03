from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.readers.csv import read_csv
from pipeline.readers.grid import Wanted
from pipeline.readers.plain import read_plain

WANTED = Wanted({"name": "name", "region": "region"}, frozenset({"region"}), declared=False)
CELLS = st.text(alphabet='ab,"\r\n \t\x07\x85é\ufeff', max_size=6)


def careful(text: str) -> dict[str, list[str]] | None:
    try:
        grid = read_csv(text, "x.csv", WANTED)
    except InputError:
        return None
    return None if grid.broken("x.csv") else {column: grid.column(column) for column in WANTED.columns}


@given(st.lists(CELLS, max_size=8).map("".join))
@example("a,b,c\r\n")
@example('"a,b",c,d\n\n"e\nf",g,h\n')
@example("a,b,c\n  \nd,e,f\n")
@example('a"b,c,d\n')
@example('"a"b,c,d\n')
@example("a,b,\x85\n")
@example("a,b\n")
def test_what_it_reads_is_what_the_careful_reader_reads(rows: str) -> None:
    text = "id,Region,name\n" + rows
    quick = read_plain(text.encode(), "x.csv", WANTED)
    assert quick is None or quick == careful(text)


def test_it_reads_what_is_plain_and_leaves_the_rest() -> None:
    plain = read_plain('\ufeffname,more\nBoise,1\n\n"A, ""B""\nC",2\n'.encode(), "x.csv", WANTED)
    assert plain == {"name": ["Boise", 'A, "B"\nC'], "region": ["", ""]}
    for odd in (
        b"name,more\nBoise\n",
        b"name,more\nM\xfc,1\n",
        b"name,more\nB\x00,1\n",
        b"title,more\nx,y\n",
        b"",
        b"name\nx\n",
    ):
        assert read_plain(odd, "x.csv", WANTED) is None


def test_equal_cells_are_one_object_unless_hardly_any_are_equal() -> None:
    data = "name,region\n" + "".join(f"{number},{number % 7}\n" for number in range(70_000))
    columns = read_plain(data.encode(), "x.csv", WANTED)
    assert columns is not None
    assert columns["name"] == [str(number) for number in range(70_000)]
    assert len({id(cell) for cell in columns["region"]}) == 7
