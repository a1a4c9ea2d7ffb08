# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a complex, read by those who read them: CSV by pandas, npz by numpy, JSON by json and its schema.

result_files_test.py WRITE_TABLES: exits with 77 (skipped) when modules are missing. The same complex in every format must
say the same, and what the schema promises.
"""
import copy
import fractions
import json
import math
import os
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import numpy as np
    import pandas
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

SOURCE = os.environ["CREASE_SOURCE_DIR"]
TABLES = ["regions", "facets", "vertices"]
failures = []
checks = 0


def check(condition, *words):
    global checks
    checks += 1
    if not condition:
        failures.append(" ".join(str(word) for word in words)[:2000])


# What the documentation says the columns are.
INTEGERS = {"id", "linear_region", "affine_piece", "degree", "region", "neighbor"}
BOOLEANS = {"bounded", "bends"}
TEXTS = {"pattern", "signs", "kind"}
RATIONALS = {"volume", "offset", "squared_volume"}
LISTS_OF_INTEGERS = {"facets", "vertices", "domain_rows", "creases"}
LISTS_OF_RATIONALS = {"interior_point", "centroid", "box_lo", "box_hi", "A", "c", "normal", "gradient_jump",
                      "coordinates"}
LISTS_OF_TEXTS = {"units"}


def nearest(text):
    """The double nearest to p/q: Python's division of integers rounds correctly."""
    value = fractions.Fraction(text) if text != "inf" else math.inf
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def read_json_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def check_csv(path, rows):
    with open(path, "rb") as file:
        check(file.read().count(b"\r\n") == len(rows) + 1, path, "does not end its lines as RFC 4180 says")
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    check(len(frame) == len(rows), path, "has another number of rows")
    if rows:
        check(list(frame.columns) == list(rows[0]), path, "has other columns")
    for column in frame.columns if rows else []:
        for i, cell in enumerate(frame[column]):
            value = rows[i][column]
            if value is None:
                expected = ""
            elif isinstance(value, bool):
                expected = "true" if value else "false"
            elif isinstance(value, list):
                expected = " ".join(str(item) for item in value)
            else:
                expected = str(value)
            check(cell == expected, path, column, i, cell, expected)
    # Left to itself, pandas finds the types of the simple columns.
    guessed = pandas.read_csv(path)
    check(not rows or guessed["id"].tolist() == list(range(len(rows))), path, "ids")
    for column in BOOLEANS & set(guessed.columns) if rows else []:
        check(guessed[column].dtype == bool, path, column, guessed[column].dtype)


def doubles_equal(found, expected):
    return len(found) == len(expected) and all(
        a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(found.tolist(), expected))


def check_npz(arrays, prefix, rows, exact):
    """Pops what it has seen."""
    for column in rows[0] if rows else []:
        name = prefix + column
        values = [row[column] for row in rows]
        if column in INTEGERS | BOOLEANS | TEXTS | RATIONALS:
            array = arrays.pop(name)
            check(array.shape == (len(rows),), name, array.shape)
        else:
            lists = [value or [] for value in values]
            offsets, items = arrays.pop(name + "_offsets"), arrays.pop(name + "_items")
            check(offsets.dtype == np.int64 and offsets[0] == 0 and offsets[-1] == len(items), name, offsets)
            check(np.diff(offsets).tolist() == [len(value) for value in lists], name, offsets)
            flat = [item for value in lists for item in value]

        if column in INTEGERS:
            check(array.dtype == np.int64, name, array.dtype)
            check(array.tolist() == [-1 if value is None else value for value in values], name)
        elif column in BOOLEANS:
            check(array.dtype == bool and array.tolist() == values, name)
        elif column in TEXTS:
            check(array.dtype.kind == "S" and [text.decode() for text in array] == values, name)
        elif column in RATIONALS:
            check(array.dtype == np.float64 and doubles_equal(array, [nearest(value) for value in values]), name)
            if exact:
                check([text.decode() for text in arrays.pop(name + "_exact")] == values, name, "exact")
        elif column in LISTS_OF_INTEGERS:
            check(items.dtype == np.int64 and items.tolist() == flat, name)
        elif column in LISTS_OF_RATIONALS:
            check(items.dtype == np.float64 and doubles_equal(items, [nearest(item) for item in flat]), name)
            if exact:
                check([text.decode() for text in arrays.pop(name + "_items_exact")] == flat, name, "exact")
        else:
            check(column in LISTS_OF_TEXTS, name, "is not documented")
            check(items.dtype.kind == "S" and [text.decode() for text in items] == flat, name)


def load_npz(path):
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def check_schema_refuses(validator, document):
    """A schema that takes everything tests nothing."""
    def broken(change):
        other = copy.deepcopy(document)
        change(other)
        check(not validator.is_valid(other), "the schema takes a broken document", change.__code__.co_firstlineno)

    check(validator.is_valid(document), "the schema")
    broken(lambda d: d.pop("domain"))
    broken(lambda d: d.update(more=1))
    broken(lambda d: d.update(schema="crease-complex/2"))
    broken(lambda d: d.update(complete="yes"))
    broken(lambda d: d["counts"].update(rays=-1))
    broken(lambda d: d["network"]["model"].pop("layers"))
    broken(lambda d: d["domain"].update(dim=0))
    broken(lambda d: d["regions"][0].update(id="0"))
    broken(lambda d: d["regions"][0].update(pattern="0A"))
    broken(lambda d: d["regions"][0].update(volume=1.5))
    broken(lambda d: d["regions"][0].update(volume="1/0"))
    broken(lambda d: d["regions"][0].pop("facets"))
    broken(lambda d: d["facets"][0].update(kind="inside"))
    broken(lambda d: d["facets"][0].update(units=["u1"]))
    broken(lambda d: d["vertices"][0].update(coordinates=[0.5, 1]))


def check_volumes(document):
    """In a box, the volumes of the regions add up to that of the box."""
    label = document["domain"]["label"]
    if not label.startswith("box:") or document["domain"]["slice"] is not None:
        return
    dim = document["domain"]["dim"]
    bounds = label[len("box:"):].split(";")
    bounds = bounds * dim if len(bounds) == 1 else bounds
    expected = math.prod((fractions.Fraction(hi) - fractions.Fraction(lo) for lo, hi in
                          (pair.split(",") for pair in bounds)), start=fractions.Fraction(1))
    check(sum(fractions.Fraction(row["volume"]) for row in document["regions"]) == expected, label, "volumes")


def check_complex(network, domain, validator):
    with tempfile.TemporaryDirectory() as directory:
        run = subprocess.run([sys.argv[1], network, domain, directory], capture_output=True, text=True, check=False)
        check(run.returncode == 0, network, run.stderr)
        if run.returncode != 0:
            return None
        with open(directory + "/complex.json", encoding="utf-8") as file:
            document = json.load(file)
        for error in list(validator.iter_errors(document))[:5]:
            check(False, network, list(error.absolute_path), error.message)
        together = load_npz(directory + "/complex.npz")
        for table in TABLES:
            rows = document[table]
            path = directory + "/" + table
            check(read_json_lines(path + ".jsonl") == rows, path, "JSON Lines")
            check_csv(path + ".csv", rows)
            alone = load_npz(path + ".npz")
            if not rows:
                continue
            check_npz(alone, "", rows, exact=True)
            check(not alone, path, "more arrays than columns", list(alone))
            check_npz(together, table + "_", rows, exact=False)
        check(not together or not all(document[table] for table in TABLES), "more arrays than columns", list(together))
        check(len(document["regions"]) == document["counts"]["activation_regions"], network, "counts")
        check_volumes(document)
        return document


def piecewise_network(directory):
    """Units with several breakpoints, one that never bends, a region with a zero, numbers beyond doubles."""
    path = directory + "/piecewise.json"
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"format": "crease-network/1", "input_dim": 2, "layers": [
            {"weights": [[1, "1e-400"], ["1/3", 1], [0, 0], [1, 1]], "bias": [0, "1/7", 0, 2],
             "activations": ["hard_tanh", "relu", "relu", {"type": "clip", "lo": -1, "hi": 3}]},
            {"weights": [["1e400", -1, 1, 1]], "activation": "identity"}]}, file)
    return path


def main():
    with open(SOURCE + "/data/schemas/complex.schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    with open(SOURCE + "/data/schemas/count.schema.json", encoding="utf-8") as file:
        jsonschema.Draft7Validator.check_schema(json.load(file))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    data = SOURCE + "/data/"
    with tempfile.TemporaryDirectory() as directory:
        piecewise = piecewise_network(directory)
        document = check_complex(piecewise, "box:-4,5", validator)
        check_complex(piecewise, "all", validator)
    if document is not None:
        check("signs" in document["regions"][0] and "creases" in document["facets"][0], "several breakpoints")
        check_schema_refuses(validator, document)
    for name, domain in [("abs_1d", "all"), ("xor_2d", "all"), ("xor_2d", "box:-1,2"), ("sawtooth_10", "box:-1,2"),
                         ("zigzag_2_2_3", "box:-1,1"), ("pencil_5", "all"), ("pencil_5", "box:-1,1;-2,3"),
                         ("dead_layer", "all"), ("duplicated_units", "box:-3,3")]:
        check_complex(data + name + ".json", domain, validator)

    for failure in failures[:20]:
        print("FAILED:", failure)
    print(checks, "checks,", len(failures), "failed")
    return 1 if failures else 0


sys.exit(main())
