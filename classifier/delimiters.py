"""What parts the cells of a CSV file: one answer for all that read such files."""

from __future__ import annotations


def delimiter(header: str, name: str = "") -> str:
    r"""Tell what parts the cells of a CSV file by its first line.

    Parameters:
        header: the first line, the names of the columns.
        name: of the file; one that ends in .tsv (compressed or not) has tabs.

    Returns:
        A comma where there is one; else whichever of semicolon, tab and bar there are most of, and a comma for none.

    Example:
        >>> delimiter("text;label"), delimiter("text,label;x"), delimiter("text"), delimiter("a,b", "jobs.tsv.gz")
        (';', ',', ',', '\t')
    """
    if ".tsv" in name.lower()[-8:]:
        return "\t"
    if "," in header:
        return ","
    return max(";\t|", key=header.count) if any(sign in header for sign in ";\t|") else ","
