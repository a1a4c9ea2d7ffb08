# SPDX-License-Identifier: GPL-3.0-or-later
"""Small inputs to start from, for every reader: make_seeds.py DIRECTORY [CREASE].

Bundled files, and files made here. With the crease command also what it writes: .nnet, .onnx, .npz and complexes.
"""
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data")
MAX_BYTES = 4096


def npy(dtype, shape, data, fortran=False):
    header = repr({"descr": dtype, "fortran_order": fortran, "shape": shape}).encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def doubles(shape, *values):
    return npy("<f8", shape, struct.pack("<%dd" % len(values), *values))


def npz(compression, **members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name + ".npy"), data, compression)
    return target.getvalue()


def safetensors(metadata, **tensors):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, (dtype, shape, values) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


W, B = doubles((2, 2), 1, 2, 3, 4), doubles((2,), 1, -1)
LAYER = '{"weights": [["1/2", -3], [0.1, 2e-3]], "bias": [0, "1/3"], "activation": "leaky_relu", "alpha": 0.25}'
LAST = ('{"weights": [[1, 2]], "activation": "piecewise", "breakpoints": [0], "slopes": [1, 2], "anchor": 0, '
        '"value": 0}')
MODEL = '"input_dim": 2, "layers": [%s, %s]' % (LAYER, LAST)

SEEDS = {
    "dataset_spec": [
        'format = "crease-dataset-spec/1"\nname = "a"\nquantities = ["regions"]\nmax_regions = 1_000\n\n'
        '[[networks]]\nfiles = ["a.json"]\ndomains = ["all", { domain = "box:-1,1", slice = "s.json" }]\n\n'
        '[[networks]]\narchitectures = [[2, 3, 1]]\nactivations = ["max:2", "leaky_relu:1/3"]\n'
        'initializations = ["integers:-1,1"]\nbiases = ["normal:0.3"]\nseeds = { from = 0, to = 9 }\n',
        '{"format": "crease-dataset-spec/1", "name": "a", "formats": ["csv"], "networks": [{"architectures": [[1, 2, 1]], '
        '"seeds": [1, 2]}]}'],
    "json": ['{"format": "crease-network/1", %s}' % MODEL,
             '{"format": "crease-checkpoints/1", "checkpoints": [{"name": "a", %s}, {%s}]}' % (MODEL, MODEL)],
    "nnet": ["// net\n1,2,1,2,\n2,1,\n0,\n-5,-5,\n5,5,\n1.0,2.0,10.0,\n2.0,4.0,3.0,\n1.0,0.5,\n0.25,\n"],
    "onnx": [],
    "npz": [npz(zipfile.ZIP_STORED, **{"0.weight": W, "0.bias": B, "activation": npy("<U4", (), "relu".encode("utf-32-le"))}),
            npz(zipfile.ZIP_DEFLATED, arr_0=W, arr_1=B, arr_2=npy(">f2", (2, 2), bytes(8), True)),
            npz(zipfile.ZIP_DEFLATED, **{"step1/W0": W, "step2/W0": W, "step2/b0": B})],
    "safetensors": [safetensors({"activation": "abs"}, **{"0.weight": ("F16", [2, 2], bytes(8)),
                                                          "0.bias": ("BF16", [2], bytes(4))}),
                    safetensors({}, **{"epoch1/fc.weight": ("I8", [1, 2], b"\1\2"),
                                       "epoch2/fc.weight": ("F64", [1, 1], bytes(8))})],
    "txt": ["# net\n1 2\n3, 1/3\n\n0.5 -1e-3\n\nabs\n1 -1\n\n5\n"],
    "vnnlib": ["(declare-const X_0 Real)\n(declare-const X_1 Real)\n(declare-const Y_0 Real)\n(assert (<= X_0 0.5))\n"
               "(assert (and (>= X_0 -1) (< X_1 (+ (* 2 X_0) 3)) (> X_1 -1e1)))\n(assert (or (and (<= Y_0 1))))\n",
               "(vnnlib-version <2.0>)\n(declare-network N (declare-input X real [1, 2]) (declare-output Y real [1]))\n"
               "(assert (<= -1.0 X[0,0] 1.0))\n(assert (and (>= X[0,1] 0) (<= (+ X[0,0] X[0,1]) 2)))\n"],
    "domain": ["box:-1,1", "box:0,1;-1/2,2e3",
               '{"format": "crease-domain/1", "rows": [{"normal": [1, "1/2"], "offset": 0.5}]}'],
    "slice": ['{"format": "crease-slice/1", "point": [1, 2], "directions": [[1, 0], [0, 1]], "box": [[0, 1], [-1, 1]]}'],
    "points_csv": ["x,y\n1,2\n1/3,1e-5\n", '"1","2"\r\n-3.25,4\r\n'],
    "points_npy": [W, npy(">i2", (4, 2), bytes(16))],
    "points_npz": [npz(zipfile.ZIP_STORED, x=W), npz(zipfile.ZIP_DEFLATED, x=W)],
    "complex": [],
}


def bundled(ending):
    names = sorted(name for name in os.listdir(DATA) if name.endswith(ending))
    return [os.path.join(DATA, name) for name in names if os.path.getsize(os.path.join(DATA, name)) <= MAX_BYTES]


def main(directory, crease=None):
    for target, seeds in SEEDS.items():
        folder = os.path.join(directory, target)
        os.makedirs(folder, exist_ok=True)
        for number, seed in enumerate(seeds):
            with open(os.path.join(folder, "seed%d" % number), "wb") as file:
                file.write(seed if isinstance(seed, bytes) else seed.encode())
    for target in ("json", "onnx"):
        for path in bundled("." + target):
            shutil.copy(path, os.path.join(directory, target))
    if crease is None:
        return
    run = lambda *arguments: subprocess.run([crease, *arguments], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as scratch:
        small = os.path.join(DATA, "xor_2d.json")
        for ending in ("nnet", "onnx", "npz"):
            run("convert", small, os.path.join(directory, ending, "converted." + ending))
        for name in ("xor_2d", "abs_1d"):
            run("analyze", os.path.join(DATA, name + ".json"), "-o", os.path.join(scratch, name))
            shutil.copy(os.path.join(scratch, name, "complex.json"), os.path.join(directory, "complex", name))


if __name__ == "__main__":
    main(*sys.argv[1:])
