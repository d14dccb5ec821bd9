"""Inputs of ours that the engines start from."""

from __future__ import annotations

import bz2
import gzip
import io
import json
from functools import cache

from tests.conftest import DATA, ROOT
from tests.fuzz import files

_ARTICLES = ROOT / "tests" / "extraction" / "articles"


@cache
def postings() -> list[bytes]:
    """Postings and texts that are none."""
    found = [(DATA / "posting.txt").read_bytes(), b"Account Manager\nRenew contracts.", b""]
    for name in ("ae1", "am1", "ad1", "no1"):
        with (ROOT / "corpus" / "postings" / f"{name}.jsonl").open(encoding="utf8") as lines:
            found += [json.loads(line)["text"].encode() for line, _ in zip(lines, range(2), strict=False)]
    with (DATA / "nonsense.jsonl").open(encoding="utf8") as lines:
        found += [json.loads(line)["text"].encode()[:600] for line, _ in zip(lines, range(0, 9), strict=False)]
    return found + [text[:200] for text in found]


@cache
def titles() -> list[bytes]:
    """Modifiers, three roles' titles, an empty line, a text."""
    head = b"senior key sales\naccount executive|AE|account exec\naccount manager|AM\nhead of sales|director\n\n"
    return [head + text[:400] for text in postings()[:8]]


@cache
def pages() -> list[bytes]:
    """Web pages."""
    found = [(DATA / "posting.html").read_bytes(), (_ARTICLES / "data.html").read_bytes()[:4000]]
    found.append(b"<html><body><nav>Menu</nav><h1>AE</h1><ul><li>Close <b>deals</b><li>Win</ul><table><tr><td>a<td>b")
    return [*found, *json_ld()]


@cache
def json_ld() -> list[bytes]:
    """Web pages with schema.org data."""
    job = {"@context": "https://schema.org", "@type": "JobPosting", "title": "AE", "description": "<p>Close</p> deals"}
    escaped = {**job, "@type": ["Thing", "JobPosting"], "description": "&lt;p&gt;Close&lt;/p&gt; &#8364; deals"}
    nested = {"@graph": [{"@type": "WebSite"}, [escaped, job]], "name": None}
    return [
        f'<html><script type="application/ld+json">{json.dumps(data)}</script><body>Apply now'.encode()
        for data in (job, escaped, nested, [])
    ]


@cache
def posting_files() -> list[bytes]:
    """Postings as files, in several encodings."""
    text = (DATA / "posting.txt").read_text(encoding="utf8")
    encodings = ("utf-8-sig", "utf-16", "utf-32", "cp1252", "utf-16-be")
    return [
        *postings()[:6],
        *pages(),
        *(f"{text[:500]} café".encode(name) for name in encodings),
        b"%PDF-1.4",
        b"PK\3\4",
    ]


@cache
def csvs() -> list[bytes]:
    """Tables with a text, a label and an id."""
    return [
        b'id,text,label,town\n1,Close deals and win,AE,Rome\n2,"Renew, keep\n""and"" grow",AM,\n3,Lead,none,x\n',
        b"\xef\xbb\xbftext;label;id\r\nClose deals;AE;1\r\nCaf\xe9;AM;2\r\n",
        b"text\tlabel\nClose\tAE\n",
        "id,text,label\n1,Win,AE\n".encode("utf-16"),
        (DATA / "other_roles.csv").read_bytes()[:900],
        (DATA / "faulty.csv").read_bytes()[:900],
    ]


@cache
def jsonls() -> list[bytes]:
    """Rows as JSON."""
    rows = [
        {"text": "Close deals", "label": "AE", "id": 1, "more": {"a": [1, None]}},
        {"text": "Renew \ud800 é", "label": None, "id": "x", "group": ""},
        {"id": 2.5, "label": "AM", "text": "Keep\nclients", "kind": "duty", "source": "s"},
    ]
    plain = "".join(json.dumps(row) + "\n" for row in rows).encode()
    return [plain, b"\n".join(plain.splitlines()[:1]), b'{"text": "a", "label": "AE"}\n\n[]\nnull\n"x"\n{}\n']


@cache
def parquets() -> list[bytes]:
    """Parquet files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = []
    for table in (
        pa.table({"text": ["Close deals", None, "Win"], "label": ["AE", "AM", "none"], "id": [1, 2, 3]}),
        pa.table({"text": pa.array(["a", "b"]).dictionary_encode(), "label": ["x", "y"]}),
        pa.table({"text": pa.array([b"\xff", b"b"], pa.binary()), "label": ["x", "y"]}),
    ):
        for compression in ("none", "zstd"):
            buffer = io.BytesIO()
            pq.write_table(table, buffer, compression=compression)
            found.append(buffer.getvalue())
    return found


@cache
def packed() -> list[bytes]:
    """The other files, packed."""
    import pyarrow as pa

    sources = [csvs()[0] * 3, jsonls()[0], postings()[0]]
    zstd = [pa.compress(data, codec="zstd", asbytes=True) for data in sources]
    return [*map(gzip.compress, sources), *map(bz2.compress, sources), *zstd]


@cache
def configs() -> list[bytes]:
    """Configurations, whole and by their parts."""
    whole = json.loads((files.kitchen() / "config.json").read_bytes())
    shipped = json.loads((ROOT / "corpus" / "calibration.json").read_bytes())
    roles = {
        "roles": [{"label": "SE", "name": "Sales Engineer", "titles": ["sales engineer", "SE"]}, {"label": "none"}]
    }
    parts = [{key: whole[key]} for key in ("roles", "calibration", "thresholds", "facts", "title_modifiers")]
    return [json.dumps(one).encode() for one in (whole, shipped, roles, *parts)]


@cache
def vocabularies() -> list[bytes]:
    """A vocabulary."""
    return [(files.kitchen() / "vocabulary.txt").read_bytes(), b"a\nb\n"]


@cache
def arrays() -> list[bytes]:
    """Arrays."""
    return [(files.kitchen() / "model.safetensors").read_bytes()]


@cache
def articles() -> list[bytes]:
    """Articles about roles."""
    own = "# AE or AM?\n\nWhat does an AE do?\n\nThey close deals, while AMs keep clients.\n\n- a\n- **b**: c\n\n"
    own += "| AE | AM |\n"
    found = [(_ARTICLES / name).read_bytes() for name in ("chefs.txt", "nurses.md")]
    return [own.encode(), *(text[at : at + 900] for text in found for at in (0, 900, 1800))]


@cache
def pdfs() -> list[bytes]:
    """A small PDF, written by hand."""
    stream = b"BT /F1 12 Tf 72 720 Td (Account Manager) Tj 0 -14 Td (Renew contracts and keep clients happy) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return [data + tail % (table, len(data))]


@cache
def docxs() -> list[bytes]:
    """A small DOCX, where python-docx is installed."""
    try:
        import docx
    except ImportError:
        return [b"PK\x03\x04"]
    document = docx.Document()
    document.add_heading("Account Manager")
    document.add_paragraph("Renew contracts", style="List Bullet")
    buffer = io.BytesIO()
    document.save(buffer)
    return [buffer.getvalue()]
