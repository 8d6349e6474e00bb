"""What a file is that is no table, told by its first bytes in words a clerk knows. Pure."""

from xuezheng.ground.words import Words

MOST_SHOWN = 12
KNOWN = (
    (b"\xff\xd8\xff", Words("JPEG 图片", "a JPEG picture")),
    (b"\x89PNG", Words("PNG 图片", "a PNG picture")),
    (b"%PDF", Words("PDF 文件", "a PDF file")),
    (b"PK\x03\x04", Words("ZIP 压缩包", "a ZIP archive")),
    (b"Rar!", Words("RAR 压缩包", "a RAR archive")),
    (b"7z\xbc\xaf", Words("7z 压缩包", "a 7z archive")),
    (b"\x1f\x8b", Words("gzip 压缩包", "a gzip archive")),
    (b"\xd0\xcf\x11\xe0", Words("旧版 Office 文件", "a file of an old Office")),
    (b"SQLite format", Words("SQLite 数据库", "an SQLite database")),
    (b"PAR1", Words("Parquet 表", "a Parquet table")),
    (b"<html", Words("网页", "a web page")),
    (b"<!DOC", Words("网页", "a web page")),
    (b"<?xml", Words("XML 文件", "an XML file")),
)


def kind_of(head: bytes) -> Words:
    """What begins so: its kind where it is known, the text where it is text, else the first bytes as numbers."""
    for start, words in KNOWN:
        if head[: len(start)].lower() == start.lower():
            return words
    part = head[:MOST_SHOWN]
    if part.isascii() and all(byte >= 32 or byte in b"\t\r\n" for byte in part):
        text = "".join(chr(byte) if byte >= 32 else " " for byte in part).strip()
        return Words(f"文字“{text}…”", f"text, “{text}…”")
    numbers = " ".join(f"{byte:02X}" for byte in part[:4])
    return Words(f"以字节 {numbers} 开头的文件", f"a file that begins with the bytes {numbers}")
