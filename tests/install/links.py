"""Whether each link of a folder of HTML pages leads somewhere: a file that is there, a heading that its page has.

usage: links.py FOLDER    prints what leads nowhere, and how many links there were; status 1 if one does
"""
import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.names = [], set()
        self.feed(path.read_text())

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id" or (tag == "a" and name == "name"):
                self.names.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)


folder = pathlib.Path(sys.argv[1]).resolve()
pages = {path: Page(path) for path in folder.rglob("*.html") }
links = lost = 0
reached = {folder / "index.html"}
for path, page in pages.items():
    for link in page.links:
        url = urllib.parse.urlsplit(link)
        if url.scheme or url.netloc:
            continue
        links += 1
        to = (path.parent / urllib.parse.unquote(url.path)).resolve() if url.path else path
        if to != path:
            reached.add(to)
        # what the theme has for its menus
        if url.fragment.startswith("mkdocs_") or link == "#":
            continue
        name = urllib.parse.unquote(url.fragment)
        if not to.is_file() or not to.is_relative_to(folder) or (name and to in pages and name not in pages[to].names):
            print(f"{path.relative_to(folder)}: {link} leads nowhere")
            lost += 1
for path in sorted(set(pages) - reached):
    print(f"{path.relative_to(folder)}: nothing leads there")
    lost += 1
print(f"{len(pages)} pages, {links} links, {lost} lost")
sys.exit(lost > 0)
