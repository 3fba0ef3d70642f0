"""What `cargo deny check licenses bans sources` would say in short, for machines without cargo-deny.

Reads the output of `cargo metadata` from standard input and the allowed licences from deny.toml.
"""
import json
import re
import sys
from pathlib import Path

text = Path("deny.toml").read_text(encoding="utf-8")
allowed = set(re.findall(r'"([^"]+)"', re.search(r"^allow = \[(.*?)\]", text, re.M | re.S).group(1)))
meta = json.load(sys.stdin)
ours = set(meta["workspace_members"])
wrong = []


def holds(expression):
    """Whether an SPDX expression (or the old `A/B`) can be satisfied with allowed licences."""
    word = lambda m: {"AND": " and ", "OR": " or "}.get(m.group(), str(m.group() in allowed))
    licence = r"[A-Za-z0-9.+-]+(?: WITH [A-Za-z0-9.+-]+)?"
    return eval(re.sub(licence, word, expression.replace("/", " OR ")), {"__builtins__": {}})


for package in meta["packages"]:
    name = f"{package['name']} {package['version']}"
    if not package["license"] or not holds(package["license"]):
        wrong.append(f"{name}: licence {package['license']} is not in deny.toml")
    if package["id"] not in ours and not (package["source"] or "").startswith("registry+"):
        wrong.append(f"{name}: comes from {package['source']}, not from the registry")
    if package["id"] in ours:
        wrong += [f"{name}: {d['name']} has no version" for d in package["dependencies"] if d["req"] == "*"]

print(f"{len(meta['packages'])} packages read, {len(wrong)} complaints")
sys.exit("\n".join(wrong) if wrong else len(meta["packages"]) == 0)
