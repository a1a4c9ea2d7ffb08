# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the crease command from outside: python3 command_test.py PATH_OF_CREASE [unittest options]."""

import json
import os
import pty
import random
import re
import resource
import select
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

CREASE = "crease"
DEADLINE = 60  # seconds; only a hang gets there


def relu(weights, bias):
    return {"weights": weights, "bias": bias, "activation": "relu"}


def network(input_dim, layers):
    return {"format": "crease-network/1", "input_dim": input_dim, "layers": layers}


def tent(k):
    """The tent map k times: 2^k regions on [0,1]."""
    layers = [relu([[1], [1]], [0, "-1/2"])]
    layers += [relu([[2, -4], [2, -4]], [0, "-1/2"]) for _ in range(k - 1)]
    return network(1, layers)


def golden(seed, input_dim, widths):
    """Small integer weights from a linear congruential generator."""
    state = seed
    layers = []
    inputs = input_dim
    for units in widths:
        values = []
        for _ in range(units * inputs + units):
            state = (1103515245 * state + 12345) % 2**31
            values.append((state >> 16) % 7 - 3)
        rows = [values[i * inputs:(i + 1) * inputs] for i in range(units)]
        layers.append(relu(rows, values[units * inputs:]))
        inputs = units
    return network(input_dim, layers)


def huge():
    """More regions than anyone waits for."""
    source = random.Random(20240229)
    layers = []
    inputs = 6
    for units in (40, 40, 40):
        rows = [["%.6f" % source.gauss(0, (2 / inputs) ** 0.5) for _ in range(inputs)] for _ in range(units)]
        layers.append(relu(rows, ["%.6f" % source.gauss(0, 0.3) for _ in range(units)]))
        inputs = units
    return network(6, layers)


class CommandTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, content):
        text = content if isinstance(content, str) else json.dumps(content)
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def read(self, name):
        with open(self.path(name)) as file:
            return file.read()

    def crease(self, *arguments, **options):
        options.setdefault("stdin", subprocess.DEVNULL if "input" not in options else None)
        if options["stdin"] is None:
            del options["stdin"]
        if "stdout" not in options:
            options["stdout"] = subprocess.PIPE
        return subprocess.run([CREASE] + list(arguments), stderr=subprocess.PIPE, universal_newlines=True,
                              timeout=DEADLINE, **options)

    def start(self, *arguments, **options):
        """A process to which signals can be sent, even where this one was started to ignore them."""
        def reset():
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        return subprocess.Popen([CREASE] + list(arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, universal_newlines=True, preexec_fn=reset, **options)

    def assert_one_error(self, result, code):
        """One line "crease: error: ..." and nothing else."""
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertRegex(result.stderr, r"\Acrease: error: [^\n]+\n\Z")
        if result.stdout is not None:
            self.assertEqual(result.stdout, "")

    def assert_types(self, value, types):
        self.assertEqual(sorted(value), sorted(types))
        for key, kind in types.items():
            self.assertIsInstance(value[key], kind, key)

    def count(self, *arguments, code=0, **options):
        result = self.crease("count", "--count-only", "--json", *arguments, **options)
        self.assertEqual(result.returncode, code, result.stderr)
        return json.loads(result.stdout)


class Help(CommandTest):
    def test_version(self):
        result = self.crease("--version")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertRegex(result.stdout, r"\Acrease \d+\.\d+\.\d+\n\Z")

    def test_help_goes_to_standard_output(self):
        result = self.crease("--help")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        for command in ("count", "analyze", "check", "graph", "region", "neighborhood", "info", "convert"):
            self.assertIn("\n  " + command + " ", result.stdout)

    def test_help_of_commands_tells_all_options(self):
        network_options = ["--decimals", "--raw", "--preprocess", "--outputs", "FILE"]
        output_options = ["-o,--output", "--json"]
        walk_options = ["--domain", "--slice", "--threads", "--timeout", "--max-regions", "--count-only"]
        for command, options in (("count", network_options + output_options + walk_options),
                                 ("analyze", network_options + output_options[1:] + walk_options[:-1] + ["--no-geometry"]),
                                 ("graph", network_options + output_options + walk_options[:-1] + ["--from", "--to"]),
                                 ("region", network_options + output_options + walk_options[:-1] + ["--at"]),
                                 ("neighborhood",
                                  network_options + output_options + walk_options[:-1] + ["--at", "--rings"]),
                                 ("path", network_options + output_options + walk_options[:-1] +
                                  ["--from", "--to", "--through", "--points", "--closed", "--gradients", "--lengths"]),
                                 ("plot", network_options + output_options + walk_options[:-1] +
                                  ["--plane", "--view", "--cut", "--color", "--scale", "--show", "--points", "--center",
                                   "--from", "--explode", "--title", "--dpi"]),
                                 ("bounds", network_options + output_options + walk_options[:-1] +
                                  ["--arch", "--exact-ranges", "--no-count"]),
                                 ("threshold", network_options + output_options + walk_options[:-1] +
                                  ["--pieces", "--depth", "--samples"]),
                                 ("evolve", network_options[:-1] + output_options + walk_options[:-1] +
                                  ["CHECKPOINT", "--points", "--balls", "--random-points", "--seed"]),
                                 ("check", output_options + ["DIR"]),
                                 ("info", network_options + output_options),
                                 ("convert", network_options + ["TARGET"])):
            result = self.crease(command, "--help")
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertRegex(result.stdout, "Examples?:\n  crease " + command)
            for option in options:
                self.assertRegex(result.stdout, r"\n  " + option + " .+")
            self.assertLessEqual(max(map(len, result.stdout.splitlines())), 110)


class Usage(CommandTest):
    def test_wrong_command_lines(self):
        file = self.write("net.json", tent(1))
        for arguments in ([], ["frobnicate"], ["--frobnicate"], ["count"], ["info"], ["convert"], ["convert", file],
                          ["count", file, file], ["count", file, "--frobnicate"], ["count", file, "--threads", "two"],
                          ["count", file, "--threads", "-1"], ["count", file, "--threads", "1.5"],
                          ["count", file, "--threads"], ["count", file, "--timeout", "0"],
                          ["count", file, "--timeout", "-1"], ["count", file, "--timeout", "nan"],
                          ["count", file, "--timeout", "inf"], ["count", file, "--timeout", "5s"],
                          ["count", file, "--max-regions", "0"], ["count", file, "--max-regions", "-5"],
                          ["count", file, "--max-regions", "1e6"], ["count", file, "--max-regions", "0x10"],
                          ["count", file, "--max-regions", "99999999999999999999"],
                          ["count", file, "--decimals", "float16"], ["info", file, "--domain", "all"],
                          ["count", file, "--domain", "all", "--domain", "all"]):
            with self.subTest(arguments=arguments):
                result = self.crease(*arguments)
                self.assert_one_error(result, 2)
                self.assertIn("--help'", result.stderr)

    def test_the_wrong_word_is_named(self):
        file = self.write("net.json", tent(1))
        self.assertIn("'frobnicate'", self.crease("frobnicate").stderr)
        self.assertIn("--threads: 'two'", self.crease("count", file, "--threads", "two").stderr)

    def test_converting_is_exact_or_refused(self):
        affine_end = tent(2)
        affine_end["layers"].append({"weights": [[2, -4]], "bias": [0], "activation": "identity"})
        file = self.write("net.json", affine_end)
        for name in ("net.onnx", "net.nnet"):
            self.assertEqual(self.crease("convert", file, self.path(name)).returncode, 0)
            back = self.crease("convert", self.path(name), "-")
            self.assertEqual(back.stdout, self.crease("convert", file, "-").stdout)
        third = affine_end
        third["layers"][0]["bias"][1] = "1/3"
        file = self.write("third.json", third)
        for name in ("third.onnx", "third.nnet"):
            result = self.crease("convert", file, self.path(name))
            self.assert_one_error(result, 3)
            self.assertIn("round", result.stderr)
            self.assertFalse(os.path.exists(self.path(name)))
        self.assert_one_error(self.crease("convert", file, self.path("net.txt")), 2)


class BadInput(CommandTest):
    def check(self, arguments, *words):
        result = self.crease(*arguments)
        self.assert_one_error(result, 3)
        for word in words:
            self.assertIn(word, result.stderr)

    def test_messages_name_file_place_and_cause(self):
        broken = self.write("broken.json", '{"format": "crease-network/1",\n  "input_dim": }')
        self.check(["info", broken], "broken.json:2:16")
        shapes = self.write("shapes.json", network(2, [relu([[1, 2, 3]], [0])]))
        self.check(["count", shapes], "shapes.json", "layer 1", "3")
        zero = self.write("zero.json", network(1, [relu([["1/0"]], [0])]))
        self.check(["count", zero], "zero.json:1:", "'1/0'")
        self.check(["info", self.path("missing.onnx")], "missing.onnx", "No such file")
        self.check(["info", self.directory], self.directory)
        self.check(["info", self.write("noise.onnx", "no protobuf")], "noise.onnx")

    def test_domains_and_slices(self):
        file = self.write("net.json", golden(1, 2, [3]))
        self.check(["count", file, "--domain", "box:1,-1", "--count-only"], "box", "1")
        self.check(["count", file, "--domain", "box:0,1;0,1;0,1", "--count-only"], "3", "2")
        self.check(["count", file, "--domain", "box:0", "--count-only"], "box:0")
        self.check(["count", file, "--domain", self.path("missing.json"), "--count-only"], "missing.json")
        self.check(["count", file, "--slice", self.path("missing.json"), "--count-only"], "missing.json")
        flat = self.write("slice.json", {"format": "crease-slice/1", "point": [0, 0], "directions": [[1, 2], [2, 4]]})
        self.check(["count", file, "--slice", flat, "--count-only"], "slice")
        empty = self.write("empty.json", {"format": "crease-domain/1", "rows": [{"normal": [1, 0], "offset": -1},
                                                                                {"normal": [-1, 0], "offset": 0}]})
        self.check(["count", file, "--domain", empty, "--count-only"], "domain")

    def test_empty_standard_input(self):
        result = self.crease("info", "-", input="")
        self.assert_one_error(result, 3)
        self.assertIn("empty", result.stderr)


class Count(CommandTest):
    def test_json(self):
        result = self.count(self.write("tent.json", tent(3)), "--domain", "box:0,1")
        self.assert_types(result, {"schema": str, "tool_version": str, "network": dict, "decimals": str, "domain": dict,
                                   "complete": bool, "reason": str, "activation_regions": int, "bounded_regions": int,
                                   "seconds": float, "threads": int, "sign_tests": dict})
        self.assert_types(result["network"], {"name": str, "sha256": str})
        self.assert_types(result["domain"], {"label": str, "dim": int, "slice": type(None)})
        self.assert_types(result["sign_tests"], {"tests": int, "exact": int})
        self.assertEqual(result["schema"], "crease-count/1")
        self.assertEqual(result["network"]["name"], "tent")
        self.assertRegex(result["network"]["sha256"], r"\A[0-9a-f]{64}\Z")
        self.assertEqual(result["decimals"], "exact")
        self.assertEqual(result["domain"], {"label": "box:0,1", "dim": 1, "slice": None})
        self.assertTrue(result["complete"])
        self.assertEqual(result["reason"], "finished")
        self.assertEqual((result["activation_regions"], result["bounded_regions"]), (8, 8))
        self.assertLessEqual(result["sign_tests"]["exact"], result["sign_tests"]["tests"])

    def test_known_counts(self):
        for count, net, domain in ((2, tent(1), "box:0,1"), (1024, tent(10), "box:0,1"), (3, tent(1), "box:-1,2"),
                                   (1026, tent(10), "box:-1,2"), (9, golden(1, 1, [6, 6]), "box:-8,8"),
                                   (80, golden(1, 2, [6, 6]), "box:-8,8"),
                                   (69, golden(3, 2, [5, 5, 5]), "box:-8,8;-8,8"),
                                   (127, golden(1, 3, [5, 5]), "box:-8,8")):
            file = self.write("net.json", net)
            for threads in ("1", "2"):
                result = self.count(file, "--domain", domain, "--threads", threads)
                self.assertEqual(result["activation_regions"], count)
                self.assertEqual(result["bounded_regions"], count)
                self.assertEqual(result["threads"], int(threads))

    def test_unbounded_regions(self):
        result = self.count(self.write("net.json", tent(3)))
        self.assertEqual(result["domain"]["label"], "all")
        self.assertEqual(result["activation_regions"] - result["bounded_regions"], 2)

    def test_slice(self):
        file = self.write("net.json", network(3, [relu([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 0, 0])]))
        described = {"format": "crease-slice/1", "point": [0, 1, "1/2"], "directions": [[1, 0, 0], [0, 2, 0]],
                     "box": [[-1, 1], [-1, 1]]}
        result = self.count(file, "--slice", self.write("slice.json", described))
        self.assertEqual(result["activation_regions"], 4)
        self.assertEqual(result["domain"]["dim"], 2)
        self.assertEqual(result["domain"]["slice"],
                         {"point": ["0", "1", "1/2"], "directions": [["1", "0", "0"], ["0", "2", "0"]]})

    def test_decimals_are_recorded_and_matter(self):
        # In float32 the two hyperplanes are one.
        file = self.write("net.json", '{"format": "crease-network/1", "input_dim": 1, "layers": [{"weights": [[1], [1]],'
                                      ' "bias": [0.1, 0.10000000001], "activation": "relu"}]}')
        for policy, count in (("exact", 3), ("float64", 3), ("float32", 2)):
            result = self.count(file, "--decimals", policy)
            self.assertEqual((result["decimals"], result["activation_regions"]), (policy, count))

    def test_standard_input(self):
        result = self.count("-", "--domain", "box:0,1", input=json.dumps(tent(4)))
        self.assertEqual((result["network"]["name"], result["activation_regions"]), ("stdin", 16))

    def test_words(self):
        file = self.write("net.json", tent(10))
        result = self.crease("count", file, "--count-only", "--domain", "box:0,1")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertRegex(result.stdout, r"(?m)^activation regions  1,024$")
        starts = {re.match(r".*?  +", line).end() for line in result.stdout.splitlines()}
        self.assertEqual(len(starts), 1, "values start in one column")

    def test_without_count_only_all_kinds_are_counted(self):
        result = self.crease("count", self.write("net.json", tent(2)), "--domain", "box:0,1", "--json")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        count = json.loads(result.stdout)
        self.assertEqual((count["activation_regions"], count["linear_regions"], count["adjacencies"]), (4, 4, 3))


class Limits(CommandTest):
    def assert_partial(self, result, reason):
        self.assertIs(result["complete"], False)
        self.assertEqual(result["reason"], reason)
        self.assertEqual(result["schema"], "crease-count/1")

    def test_max_regions(self):
        file = self.write("huge.json", huge())
        for threads in ("1", "2"):
            result = self.count(file, "--domain", "box:-1,1", "--max-regions", "1000", "--threads", threads, code=4)
            self.assert_partial(result, "max-regions")
            self.assertEqual(result["activation_regions"], 1000)

    def test_timeout(self):
        file = self.write("huge.json", huge())
        for threads in ("1", "2"):
            start = time.monotonic()
            result = self.count(file, "--domain", "box:-1,1", "--timeout", "0.5", "--threads", threads, code=4)
            self.assert_partial(result, "timeout")
            self.assertLess(time.monotonic() - start, 20)
            self.assertGreaterEqual(result["seconds"], 0.4)

    def test_limits_that_are_not_reached(self):
        file = self.write("net.json", tent(3))
        self.assertTrue(self.count(file, "--max-regions", "1000", "--timeout", "50")["complete"])

    def test_words_of_a_partial_result(self):
        file = self.write("huge.json", huge())
        result = self.crease("count", file, "--count-only", "--domain", "box:-1,1", "--max-regions", "2000")
        self.assertEqual(result.returncode, 4)
        self.assertRegex(result.stdout, r"(?m)^activation regions +at least 2,000$")
        self.assertRegex(result.stderr, r"\Acrease: count: --max-regions[^\n]+\n\Z")

    @staticmethod
    def wait_until_signals_are_handled(process):
        """They are blocked while a walk goes on, and a thread waits for them."""
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            with open("/proc/%d/status" % process.pid) as status:
                blocked = int(re.search(r"SigBlk:\s+(\w+)", status.read()).group(1), 16)
            if blocked >> (signal.SIGTERM - 1) & 1:
                time.sleep(0.3)
                return
            time.sleep(0.01)

    def interrupt(self, number):
        file = self.write("huge.json", huge())
        process = self.start("count", file, "--domain", "box:-1,1", "--json")
        self.wait_until_signals_are_handled(process)
        process.send_signal(number)
        output, words = process.communicate(timeout=DEADLINE)
        self.assert_partial(json.loads(output), "cancelled")
        self.assertIn("interrupted", words)
        return process.returncode

    def test_interrupt(self):
        self.assertEqual(self.interrupt(signal.SIGINT), 130)

    def test_terminate(self):
        self.assertEqual(self.interrupt(signal.SIGTERM), 143)


class Output(CommandTest):
    def test_format_follows_the_extension(self):
        file = self.write("net.json", tent(1))
        for name in ("out.json", "out.txt"):
            result = self.crease("info", file, "-o", self.path(name))
            self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
        self.assertEqual(json.loads(self.read("out.json"))["schema"], "crease-info/1")
        self.assertTrue(self.read("out.txt").startswith("network "))
        self.crease("info", file, "--json", "-o", self.path("out.txt"))
        self.assertEqual(self.read("out.txt"), self.read("out.json"))

    def test_replacing_a_file(self):
        file = self.write("net.json", tent(1))
        old = self.write("out.json", "old")
        os.chmod(old, 0o640)
        os.symlink("out.json", self.path("link.json"))
        self.assertEqual(self.crease("info", file, "-o", self.path("link.json")).returncode, 0)
        self.assertTrue(os.path.islink(self.path("link.json")))
        self.assertEqual(json.loads(self.read("out.json"))["schema"], "crease-info/1")
        self.assertEqual(stat.S_IMODE(os.stat(old).st_mode), 0o640)
        self.assertEqual(sorted(os.listdir(self.directory)), ["link.json", "net.json", "out.json"])

    def test_an_output_that_cannot_be_written_is_refused_before_the_work(self):
        file = self.write("huge.json", huge())
        for target in (self.directory, self.path("missing/out.json"), os.path.join(file, "out.json")):
            result = self.crease("count", file, "--count-only", "-o", target)
            self.assert_one_error(result, 1)
            self.assertIn(target, result.stderr)

    def test_a_failed_write_leaves_the_old_file(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        file = self.write("net.json", tent(5))
        self.write("out.json", "old")
        result = self.crease("info", file, "-o", self.path("out.json"), preexec_fn=small_files, restore_signals=False)
        self.assert_one_error(result, 1)
        self.assertEqual(self.read("out.json"), "old")
        self.assertEqual(sorted(os.listdir(self.directory)), ["net.json", "out.json"])

    @unittest.skipUnless(os.path.exists("/dev/full"), "needs /dev/full")
    def test_a_full_device(self):
        file = self.write("net.json", tent(1))
        for arguments in (["info", file], ["count", file, "--count-only"], ["convert", file, "-"], ["--help"],
                          ["--version"]):
            with open("/dev/full", "w") as full:
                result = self.crease(*arguments, stdout=full)
            self.assert_one_error(result, 1)
            self.assertIn("standard output", result.stderr)
        self.assert_one_error(self.crease("info", file, "-o", "/dev/full"), 1)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))

    def test_a_closed_pipe(self):
        file = self.write("net.json", tent(1))
        for ignored in (False, True):
            reader, writer = os.pipe()
            os.close(reader)
            action = signal.SIG_IGN if ignored else signal.SIG_DFL
            result = self.crease("info", file, stdout=writer, restore_signals=False,
                                 preexec_fn=lambda: signal.signal(signal.SIGPIPE, action))
            os.close(writer)
            if ignored:
                self.assert_one_error(result, 1)
            else:
                self.assertEqual((result.returncode, result.stderr), (-signal.SIGPIPE, ""))

    def test_names_that_are_not_text(self):
        name = os.path.join(os.fsencode(self.directory), b"caf\xe9.json")
        with open(name, "w") as file:
            json.dump(tent(1), file)
        result = subprocess.run([os.fsencode(CREASE), b"info", name, b"--json"], stdout=subprocess.PIPE, timeout=DEADLINE)
        self.assertEqual(result.returncode, 0)
        self.assertEqual(json.loads(result.stdout.decode())["network"]["name"], "caf\ufffd")


class Info(CommandTest):
    def test_json(self):
        layers = [relu([[1, 0], [0, 1]], [0, 0]),
                  {"weights": [[1, 2]], "bias": [0], "activation": "leaky_relu", "alpha": 0.1},
                  {"weights": [[1]], "bias": [0], "activation": "identity"}]
        result = self.crease("info", self.write("net.json", network(2, layers)), "--json")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        info = json.loads(result.stdout)
        self.assert_types(info, {"schema": str, "tool_version": str, "network": dict, "decimals": str, "format": str,
                                 "weight_type": str, "input_dim": int, "output_dim": int, "bending_units": int,
                                 "parameters": int, "layers": list, "operators": dict, "head": str})
        self.assertEqual((info["schema"], info["format"]), ("crease-info/1", "json"))
        self.assertEqual((info["input_dim"], info["output_dim"]), (2, 1))
        self.assertEqual((info["bending_units"], info["parameters"]), (3, 11))
        self.assertEqual([layer["activations"][0]["name"] for layer in info["layers"]],
                         ["relu", "leaky_relu", "identity"])
        self.assertEqual(info["layers"][1], {"inputs": 2, "units": 1, "activations": [
            {"name": "leaky_relu", "units": 1, "breakpoints": ["0"], "slopes": ["1/10", "1"]}]})

    def test_words(self):
        result = self.crease("info", self.write("net.json", golden(1, 2, [6, 5])))
        self.assertRegex(result.stdout, r"(?m)^shape +2 -> 6 -> 5$")
        self.assertRegex(result.stdout, r"(?m)^bending units +11$")
        self.assertRegex(result.stdout, r"(?m)^layer 2 +5 relu$")


class Convert(CommandTest):
    def test_the_copy_is_the_network(self):
        file = self.write("net.json", golden(5, 2, [4, 4]))
        self.assertEqual(self.crease("convert", file, self.path("copy.json")).returncode, 0)
        again = self.crease("convert", self.path("copy.json"), "-")
        self.assertEqual(again.stdout, self.read("copy.json"))
        counts = [self.count(self.path(name), "--domain", "box:-8,8") for name in ("net.json", "copy.json")]
        self.assertEqual(counts[0]["activation_regions"], counts[1]["activation_regions"])

    def test_a_pipe(self):
        converted = self.crease("convert", "-", "-", input=json.dumps(tent(2)))
        result = self.count("-", "--domain", "box:0,1", input=converted.stdout)
        self.assertEqual(result["activation_regions"], 4)

    def test_floats_are_written_as_the_fractions_they_are(self):
        file = self.write("net.json", '{"format": "crease-network/1", "input_dim": 1, "layers": '
                                      '[{"weights": [[0.1]], "bias": [0], "activation": "relu"}]}')
        for policy, value in (("exact", "1/10"), ("float32", "13421773/134217728"),
                              ("float64", "3602879701896397/36028797018963968")):
            result = self.crease("convert", file, "-", "--decimals", policy)
            self.assertEqual(json.loads(result.stdout)["layers"][0]["weights"], [[value]])


class Progress(CommandTest):
    def words_on_a_terminal(self, **environment):
        file = self.write("huge.json", huge())
        controller, terminal = pty.openpty()
        process = subprocess.Popen([CREASE, "count", file, "--count-only", "--domain", "box:-1,1", "--timeout", "1.5"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=terminal,
                                   env=dict(os.environ, **environment))
        os.close(terminal)
        words = b""
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            if not select.select([controller], [], [], 1)[0]:
                continue
            try:
                piece = os.read(controller, 4096)
            except OSError:  # how Linux reports the end of a terminal
                break
            if not piece:
                break
            words += piece
        os.close(controller)
        self.assertEqual(process.wait(DEADLINE), 4)
        return words.decode()

    def test_on_a_terminal(self):
        words = self.words_on_a_terminal(TERM="xterm")
        lines = re.findall(r"[\d,]+ regions, [\d,]+ per second, [\d.]+ s", words)
        self.assertGreaterEqual(len(lines), 2)
        self.assertLessEqual(len(lines), 15)
        self.assertRegex(words, r"\r\x1b\[Kcrease: count: --timeout")

    def test_silent_elsewhere(self):
        self.assertNotIn("per second", self.words_on_a_terminal(TERM="dumb"))
        file = self.write("huge.json", huge())
        result = self.crease("count", file, "--count-only", "--domain", "box:-1,1", "--timeout", "0.6")
        self.assertNotIn("per second", result.stderr)


if __name__ == "__main__":
    CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
