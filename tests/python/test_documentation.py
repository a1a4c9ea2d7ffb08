# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is public is documented, once; the stub of the extension says what the extension has."""

import ast
import inspect
from pathlib import Path

import crease
import pytest
from crease import _crease


def public_members():
    for name in crease.__all__:
        thing = getattr(crease, name)
        if name == "__version__":
            continue
        yield name, thing
        if not inspect.isclass(thing):
            continue
        fields = getattr(thing, "_fields", ())
        for member, value in vars(thing).items():
            if member.startswith("_") or member in fields:
                continue
            if isinstance(value, (property, staticmethod, classmethod)) or inspect.isfunction(value):
                yield f"{name}.{member}", value


@pytest.mark.parametrize("name,thing", list(public_members()), ids=lambda value: value if isinstance(value, str) else "")
def test_documented(name, thing):
    text = inspect.getdoc(thing.fget if isinstance(thing, property) else thing)
    assert text, name
    assert not text.startswith(getattr(thing, "__name__", "?") + "("), f"{name}: {text}"  # what namedtuple writes


def test_fields_are_documented():
    """Every field of a tuple has its text behind it, where editors look."""
    for path in Path(crease.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.ClassDef) and any(getattr(b, "id", "") == "NamedTuple" for b in node.bases)):
                continue
            if node.name in ("Layer",):  # its class says it
                continue
            for field, text in zip(node.body, node.body[1:] + [None]):
                if isinstance(field, ast.AnnAssign):
                    assert isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant), (node.name, field.target.id)


def names_of(signature):
    """The names of the parameters in a signature as nanobind keeps them: 'def f(a: int, b: ...) -> ...'."""
    function = ast.parse(signature.split("\n")[0].rstrip(":") + ": ...").body[0]
    return [a.arg for a in function.args.posonlyargs + function.args.args + function.args.kwonlyargs]


def test_stub_of_the_extension():
    text = (Path(_crease.__file__).parent / "_crease.pyi").read_text()
    assert '"""' not in text, "the package's classes keep the documentation"
    stub = ast.parse(text)
    told = {node.name: node for node in stub.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    there = {name: value for name, value in vars(_crease).items() if not name.startswith("_") and callable(value)}
    assert set(told) == set(there) and len(there) > 30
    for name, value in there.items():
        if isinstance(told[name], ast.ClassDef):
            methods = {m.name for m in told[name].body if isinstance(m, ast.FunctionDef) and not m.name.startswith("_")}
            assert methods == {m for m in vars(value) if not m.startswith("_")}, name
            continue
        (signature, *_), = value.__nb_signature__
        assert [a.arg for a in told[name].args.args] == names_of(signature), name
