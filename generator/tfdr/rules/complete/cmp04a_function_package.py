"""CMP04A: each function's deployment package is in the repository and contains its handler."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.aws import packages
from tfdr.evaluate import Resource, System, Truth, known_text
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True, tells_doubt=False)

_ENDINGS: Final = {
    "nodejs": (".js", ".mjs", ".cjs"),
    "python": (".py", "/__init__.py"),
    "ruby": (".rb",),
}


def check(system: System) -> Iterator[Verdict]:
    """Each function whose package is a file; images and packages in S3 come from elsewhere."""
    for function in system.resources("aws_lambda_function"):
        if function.has("filename") is False:
            continue
        content, message = packages.contents(function, system)
        if content is None:
            there: Truth = False if message else None
            yield judge(function, there, message or "its package", "filename")
            continue
        yield judge(function, True, "", "filename")
        yield from _has_handler(function, content)


def _has_handler(function: Resource, content: packages.Content) -> Iterator[Verdict]:
    runtime, handler = function.text("runtime"), function.text("handler")
    if runtime is not None and runtime.startswith("provided"):
        message = "its package holds no bootstrap, which this runtime starts"
        yield judge(function, "bootstrap" in content, message, "filename")
        return
    family = next((each for each in _ENDINGS if runtime and runtime.startswith(each)), None)
    if runtime is not None and family is None:
        return  # a language whose packages are compiled
    if handler is None or family is None:
        unknown = function.unknowns("handler", "runtime")
        yield judge(function, None, "its handler", "handler", unknown=unknown)
        return
    module, _, name = handler.rpartition(".")
    path = module.replace(".", "/") if family == "python" else module
    found = [path + end for end in _ENDINGS[family] if path + end in content]
    message = f"its package holds no {path}{_ENDINGS[family][0]}, which {handler} is to be in"
    yield judge(function, bool(found), message, "handler")
    if found:
        texts = [content[each] for each in found]
        named = [text is None or bool(re.search(rf"\b{re.escape(name)}\b", text)) for text in texts]
        yield judge(function, any(named), f"{found[0]} has no {known_text(name)}", "handler")
