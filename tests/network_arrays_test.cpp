// SPDX-License-Identifier: GPL-3.0-or-later
// Networks from .npz files, directories of .npy files and .safetensors files: names, shapes, order, types.
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "core/errors.h"
#include "core/io/array_names.h"
#include "core/io/file_bytes.h"
#include "core/io/network_file.h"
#include "tests/support/array_files.h"
#include "tests/support/expect_error.h"

using namespace crease;
using namespace crease::testing;

namespace {

Layer layer(std::size_t units, const std::vector<int>& weights, const std::vector<int>& bias,
            const Activation& activation = Activation::relu()) {
  const std::size_t inputs = weights.size() / units;
  Layer result{Matrix<Rational>(units, inputs), {bias.begin(), bias.end()}, std::vector(units, activation)};
  for (std::size_t i = 0; i < weights.size(); ++i) result.weights(i / inputs, i % inputs) = weights[i];
  return result;
}

/// 2 -> 3 -> 1.
const Network kSmall(2, {layer(3, {1, 2, 3, 4, 5, 6}, {7, 8, 9}), layer(1, {1, -1, 2}, {5}, Activation::identity())});
const std::string kW0 = doubles("(3, 2)", {1, 2, 3, 4, 5, 6}), kB0 = doubles("(3,)", {7, 8, 9}),
                  kW1 = doubles("(1, 3)", {1, -1, 2}), kB1 = doubles("(1,)", {5});

Members npy_members(Members members) {
  for (auto& [name, bytes] : members) name += ".npy";
  return members;
}

Network npz(const Members& members, const ReadOptions& options = {}) {
  return parse_network(zip(npy_members(members)), "net.npz", options).network;
}

void expect_broken_npz(const Members& members, const Words& words, const ReadOptions& options = {}) {
  expect_broken(zip(npy_members(members)), "net.npz", words, options);
}

}  // namespace

TEST_CASE("names that people use", "[arrays]") {
  const std::vector<std::vector<std::string>> namings = {
      {"0.weight", "0.bias", "2.weight", "2.bias"},
      {"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"},
      {"fc9.weight", "fc9.bias", "fc10.weight", "fc10.bias"},
      {"module.layers.0.weight", "module.layers.0.bias", "module.layers.1.weight", "module.layers.1.bias"},
      {"W1", "b1", "W2", "b2"},
      {"w_0", "B_0", "w_1", "B_1"},
      {"weight_0", "bias_0", "weight_1", "bias_1"},
      {"weights.0", "biases.0", "weights.1", "biases.1"},
      {"layer1_W", "layer1_b", "layer2_W", "layer2_b"},
      {"dense/kernel:0", "dense/bias:0", "dense_1/kernel:0", "dense_1/bias:0"},
      {"hidden.weight", "hidden.bias", "output.weight", "output.bias"},
      {"z.weight", "z.bias", "a.weight", "a.bias"},
      {"arr_0", "arr_1", "arr_2", "arr_3"},
      {"1", "2", "3", "4"}};
  for (const std::vector<std::string>& names : namings) {
    CAPTURE(names);
    const Members members = {{names[0], kW0}, {names[1], kB0}, {names[2], kW1}, {names[3], kB1}};
    CHECK(npz(members) == kSmall);
    CHECK(npz({members[3], members[2], members[1], members[0]}) == kSmall);  // the shapes have only one order
  }
  CHECK(npz({{"weight", kW1}, {"bias", kB1}}) == Network(3, {kSmall.layers()[1]}));
  CHECK(parse_array_name("a.b.weight").layer == "a.b");
  CHECK(parse_array_name("running_mean").role == ArrayName::Role::kUnknown);
}

TEST_CASE("a bias that is not there is zero, and may stand as a row or a column", "[arrays]") {
  const Network zeros(2, {layer(3, {1, 2, 3, 4, 5, 6}, {0, 0, 0}), kSmall.layers()[1]});
  CHECK(npz({{"W0", kW0}, {"W1", kW1}, {"b1", kB1}}) == zeros);
  CHECK(npz({{"arr_0", kW0}, {"arr_1", kW1}, {"arr_2", kB1}}) == zeros);
  CHECK(npz({{"W0", kW0}, {"b0", doubles("(1, 3)", {7, 8, 9})}, {"W1", kW1}, {"b1", kB1}}) == kSmall);
  CHECK(npz({{"W0", kW0}, {"b0", doubles("(3, 1)", {7, 8, 9})}, {"W1", kW1}, {"b1", kB1}}) == kSmall);
}

TEST_CASE("rows are outputs unless only columns can be", "[arrays]") {
  const std::string w0 = doubles("(2, 3)", {1, 3, 5, 2, 4, 6}), w1 = doubles("(3, 1)", {1, -1, 2});
  CHECK(npz({{"W1", w0}, {"b1", kB0}, {"W2", w1}, {"b2", kB1}}) == kSmall);
  CHECK(npz({{"W1", npy("<f8", "(2, 3)", bytes_of(std::vector<double>{1, 2, 3, 4, 5, 6}), "True")},
             {"b1", kB0},
             {"W2", w1},
             {"b2", kB1}}) == kSmall);

  const std::string square = doubles("(2, 2)", {1, 2, 3, 4});
  const Network out_in(2, {layer(2, {1, 2, 3, 4}, {0, 0}), layer(2, {1, 2, 3, 4}, {0, 0}, Activation::identity())});
  const Network in_out(2, {layer(2, {1, 3, 2, 4}, {0, 0}), layer(2, {1, 3, 2, 4}, {0, 0}, Activation::identity())});
  const Members named = {{"W1", square}, {"W2", square}},
                keras = {{"dense/kernel", square}, {"dense_1/kernel", square}};
  CHECK(npz(named) == out_in);
  CHECK(npz(keras) == in_out);
  CHECK(npz(named, {.weights = WeightShape::kInOut}) == in_out);
  CHECK(npz(keras, {.weights = WeightShape::kOutIn}) == out_in);
  expect_broken_npz({{"W1", kW0}, {"b1", kB0}}, {"'W1' (3, 2), read as (inputs, outputs), needs a bias of 2 entries"},
                    {.weights = WeightShape::kInOut});
}

TEST_CASE("activations", "[arrays]") {
  const auto with = [](const Activation& first, const Activation& last) {
    return Network(2, {layer(3, {1, 2, 3, 4, 5, 6}, {7, 8, 9}, first), layer(1, {1, -1, 2}, {5}, last)});
  };
  const Members arrays = {{"W1", kW0}, {"b1", kB0}, {"W2", kW1}, {"b2", kB1}};
  const auto read = [&](const std::string& key, const std::string& value) {
    Members members = arrays;
    members.emplace_back(key, value);
    return npz(members);
  };
  CHECK(read("activation", texts({"abs"}, "()")) == with(Activation::abs(), Activation::identity()));
  CHECK(read("activation", texts({"abs", "relu"})) == with(Activation::abs(), Activation::relu()));
  CHECK(read("activations", texts({"abs"})) == with(Activation::abs(), Activation::identity()));
  CHECK(read("activations", texts({"relu6", "hard_tanh"})) == with(Activation::relu6(), Activation::hard_tanh()));
  CHECK(read("activations", npy("|S3", "(2,)", std::string("abs") + "abs")) ==
        with(Activation::abs(), Activation::abs()));
  CHECK(read("activations", texts({R"({"type": "leaky_relu", "alpha": "1/3"})"})) ==
        with(Activation::leaky_relu(Rational(1, 3)), Activation::identity()));
  CHECK(npz({{"W", kW1}, {"activation", texts({"abs"}, "()")}}).layers()[0].activations[0].is_identity());
  CHECK(npz({{"W", kW1}, {"activations", texts({"abs"})}}).layers()[0].activations[0] == Activation::abs());
  std::vector<Layer> layers = kSmall.layers();
  layers[0].activations[1] = Activation::clip(0, 2);
  CHECK(read("activations", texts({R"(["relu", {"type": "clip", "lo": 0, "hi": 2}, "relu"])", "identity"})) ==
        Network(2, layers));

  const auto refuses = [&](const std::string& key, const std::string& value, const Words& words) {
    Members members = arrays;
    members.emplace_back(key, value);
    expect_broken_npz(members, words);
  };
  refuses("activation", texts({"tanh"}, "()"), {"activation of layer 1", "unknown activation 'tanh'"});
  refuses("activations", texts({"relu", "relu", "relu"}), {"'activations' has 3 entries for 2 layers"});
  refuses("activations", texts({"leaky_relu"}), {"leaky_relu needs parameters"});
  refuses("activations", texts({"[\"relu\"]"}), {"expected 3 entries, one per unit, found 1"});
  refuses("activations", texts({"re\"lu"}), {"neither a name nor JSON"});
  refuses("activations", doubles("(1,)", {1}), {"'activations': its name does not say"});
}

TEST_CASE("numbers of all types are the stored ones", "[arrays]") {
  const auto weight = [](const std::string& type, const std::string& shape, const std::string& data) {
    return npz({{"weight", npy(type, shape, data)}}).layers()[0].weights;
  };
  const auto check = [&]<typename T>(const std::string& type, const std::vector<T>& values, const auto& exact) {
    for (const bool swapped : {false, true}) {
      const Matrix<Rational> weights =
          weight((swapped ? ">" : "<") + type, "(1, " + std::to_string(values.size()) + ")", bytes_of(values, swapped));
      for (std::size_t i = 0; i < values.size(); ++i) CHECK(weights(0, i) == exact(values[i]));
    }
  };
  const auto from_double = [](double value) { return exact_rational(value); };
  check("f8", std::vector<double>{0.1, -0.0, 5e-324, 1.7976931348623157e308, 1e300}, from_double);
  check("f4", std::vector<float>{0.1F, 1e-45F, 3.4e38F}, [](float value) { return exact_rational(double{value}); });
  // Half precision: 1, -2, the largest, the smallest normal and subnormal numbers, 1/3.
  const std::vector<std::uint16_t> halves = {0x3C00, 0xC000, 0x7BFF, 0x0400, 0x0001, 0x3555, 0x8000};
  const std::vector<double> values = {1, -2, 65504, 0x1p-14, 0x1p-24, 0.333251953125, 0};
  check("f2", halves, [&](std::uint16_t bits) {
    return exact_rational(values[static_cast<std::size_t>(std::ranges::find(halves, bits) - halves.begin())]);
  });
  const auto integers = [&]<typename T>(const std::string& type, T) {
    check(type, std::vector<T>{std::numeric_limits<T>::min(), 1, std::numeric_limits<T>::max()},
          [](T value) { return Rational(std::to_string(value)); });
  };
  integers("i1", std::int8_t{});
  integers("u1", std::uint8_t{});
  integers("i2", std::int16_t{});
  integers("u4", std::uint32_t{});
  integers("i8", std::int64_t{});
  integers("u8", std::uint64_t{});
}

TEST_CASE("safetensors", "[arrays][safetensors]") {
  const std::string header = R"({"0.bias":{"dtype":"F64","shape":[3],"data_offsets":[0,24]},)"
                             R"("0.weight":{"dtype":"I8","shape":[3,2],"data_offsets":[24,30]},)"
                             R"("2.bias":{"dtype":"BF16","shape":[1],"data_offsets":[30,32]},)"
                             R"("2.weight":{"dtype":"F32","shape":[1,3],"data_offsets":[32,44]}})";
  const std::string data = bytes_of(std::vector<double>{7, 8, 9}) +
                           bytes_of(std::vector<std::int8_t>{1, 2, 3, 4, 5, 6}) + std::string("\xA0\x40", 2) +
                           bytes_of(std::vector<float>{1, -1, 2});
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = header;
    return text.replace(text.find(from), from.size(), to);
  };
  const NetworkFile file = parse_network(safetensors(header, data), "net.safetensors");
  CHECK(file.network == kSmall);
  CHECK(file.source.weight_type == "bfloat16, float32, float64, int8");
  CHECK(parse_network(safetensors(header, data), "-").network == kSmall);
  CHECK(parse_network(safetensors(with("{\"0.b", R"({"__metadata__":{"format":"pt","activation":"abs"},"0.b)"), data),
                      "n.safetensors")
            .network.layers()[0]
            .activations[0] == Activation::abs());
  CHECK(
      parse_network(safetensors(with("{\"0.b", R"({"__metadata__":{"activations":"[\"abs\", \"relu\"]"},"0.b)"), data),
                    "n.safetensors")
          .network.layers()[1]
          .activations[0] == Activation::relu());

  const auto refuses = [&](const std::string& bytes, const Words& words) {
    expect_broken(bytes, "net.safetensors", words);
  };
  const auto changed = [&](const std::string& from, const std::string& to, const Words& words) {
    refuses(safetensors(with(from, to), data), words);
  };
  refuses("", {"the file is empty"});
  refuses("1234567", {"cut off"});
  refuses(safetensors(header, data).substr(0, 100), {"in a file of 100"});
  refuses(std::string(8, '\xFF') + header, {"a header of 18446744073709551615 bytes"});
  refuses(safetensors(header, data).substr(0, 8 + header.size() + 40), {"net.safetensors:1:", "is too large"});
  refuses(safetensors(header, data + "x"), {"the tensors take 44 bytes of the 45"});
  refuses(safetensors("[]", ""), {"header: expected an object"});
  refuses(safetensors("{}", ""), {"there are no arrays of weights"});
  changed("[3,2]", "[2,2]", {"'0.weight': its shape (2, 2) is not that of the 6 bytes"});
  changed("[3,2]", "[3,4294967296,4294967296]", {"is not that of the 6 bytes"});
  changed("[3,2]", "[3,-2]", {"not negative"});
  changed("\"I8\"", "\"BOOL\"", {"'0.weight', dtype: numbers of type 'BOOL'"});
  changed("[24,30]", "[0,6]", {"a tensor begins at byte 0 and the one before ends at 6"});
  changed("[0,24]", "[24,0]", {"is too large"});
  changed("[0,24]", "[0]", {"expected a begin and an end"});
  changed("0.bias", "0.weight", {"duplicate key '0.weight'"});
  changed("0.bias", "0.running_mean", {"'0.running_mean': its name does not say"});
  changed("{\"0.b", R"({"__metadata__":{"activations":"relu"},"0.b)", {"expected a JSON list of texts"});
  std::string infinite = data;
  infinite.replace(40, 4, bytes_of(std::vector<float>{std::numeric_limits<float>::infinity()}));
  refuses(safetensors(header, infinite), {"array '2.weight', row 1, column 3: NaN or infinity"});
}

TEST_CASE("broken archives and arrays say which and why", "[arrays][broken]") {
  const std::vector<double> nan = {1, 2, NAN, 4, 5, 6};
  expect_broken("PK no archive", "net.npz", {"cannot read the archive"});
  expect_broken(zip({{"W1.txt", "1"}}), "net.npz", {"member 'W1.txt' is no .npy array"});
  expect_broken_npz({}, {"cannot read the archive"});
  expect_broken_npz({{"activation", texts({"relu"})}}, {"no arrays of weights"});
  expect_broken_npz({{"W1", "no array"}}, {"array 'W1'", "no .npy array"});
  expect_broken_npz({{"W1", doubles("(3, 2)", nan)}}, {"array 'W1', row 2, column 1: NaN or infinity"});
  expect_broken_npz({{"W1", doubles("(3, 2)", {1, 2, 3})}}, {"'W1': its shape (3, 2) is not that of the 24 bytes"});
  expect_broken_npz({{"W1", doubles("(99999999999, 99999999999)", {1})}}, {"is not that of the 8 bytes"});
  expect_broken_npz({{"W1", doubles("(0, 2)", {})}}, {"'W1': the shape (0, 2) has no entries"});
  expect_broken_npz({{"W1", npy("|O", "(1, 1)", "12345678")}}, {"'W1': it holds items of type ''|O''"});
  expect_broken_npz({{"W1", npy("<c8", "(1, 1)", "12345678")}}, {"items of type ''<c8''"});
  expect_broken_npz({{"W1", kW0}, {"W1", kW0}}, {"two arrays are called 'W1'"});
  expect_broken_npz({{"conv.weight", doubles("(1, 1, 1, 1)", {1})}}, {"'conv.weight'", "no matrix", "ONNX"});
  expect_broken_npz({{"W1", kW0}, {"b2", kB0}}, {"array 'b2': a bias without the weights"});
  expect_broken_npz({{"W1", kW0}, {"w1", kW0}}, {"'W1' and 'w1' are both weights of one layer"});
  expect_broken_npz({{"W1", kW0}, {"b1", kB0}, {"B1", kB0}}, {"'b1' and 'B1' are both the bias"});
  expect_broken_npz({{"W1", kW0}, {"b1", kB1}}, {"'W1' (3, 2)", "needs a bias of 3 entries, and 'b1' (1,) is none"});
  expect_broken_npz({{"W1", kW0}, {"W2", kW0}}, {"'W2' (3, 2)", "does not fit behind 'W1' (3, 2)"});
  expect_broken_npz({{"arr_0", kW0}, {"W1", kW0}}, {"name all alike"});
  expect_broken_npz({{"arr_0", kW0}, {"arr_2", kW1}}, {"'arr_2': number 1 is missing before it"});
  expect_broken_npz({{"arr_0", kB0}, {"arr_1", kW0}}, {"'arr_0': it is no matrix"});
  const std::string square = doubles("(2, 2)", {1, 2, 3, 4});
  expect_broken_npz({{"b2.weight", square}, {"b1.weight", square}, {"a.weight", square}, {"b0.weight", square}},
                    {"neither the names of the arrays nor their shapes tell whether"});
  expect_broken(kW0, "-", {"a single .npy array is no network"});
  // All that a truncated archive has is refused, wherever the cut is: the end of a network could be missing.
  const std::string whole = zip(npy_members({{"W1", kW0}, {"b1", kB0}, {"W2", kW1}, {"b2", kB1}}));
  CHECK(parse_network(whole, "net.npz").network == kSmall);
  for (std::size_t size = 1; size < whole.size(); ++size) {
    CHECK_THROWS_AS(parse_network(whole.substr(0, size), "net.npz"), InputError);
  }
}

TEST_CASE("the order of layers with names of their own", "[arrays]") {
  const std::string w = doubles("(2, 2)", {1, 2, 3, 4}), v = doubles("(2, 2)", {5, 6, 7, 8});
  const Network expected(2, {layer(2, {1, 2, 3, 4}, {0, 0}), layer(2, {5, 6, 7, 8}, {0, 0}, Activation::identity())});
  CHECK(npz({{"start.weight", w}, {"end.weight", v}}) == expected);  // an .npz has an order
  const std::string header = R"({"start.weight":{"dtype":"F64","shape":[2,2],"data_offsets":[0,32]},)"
                             R"("end.weight":{"dtype":"F64","shape":[2,2],"data_offsets":[32,64]}})";
  expect_broken(safetensors(header, bytes_of(std::vector<double>(8, 1))), "net.safetensors",
                {"neither the names of the arrays nor their shapes tell"});
  CHECK(npz({{"fc10.weight", v}, {"fc9.weight", w}}) == expected);
  CHECK(natural_less("fc9", "fc10"));
  CHECK(natural_less("a", "a1"));
  CHECK(!natural_less("fc10", "fc9"));
  CHECK(natural_less("1.9", "1.10"));
  CHECK(natural_less("a01", "a1") != natural_less("a1", "a01"));
}

TEST_CASE("several networks in one file", "[arrays][checkpoints]") {
  Members members;
  for (const std::string prefix : {"epoch_10/", "epoch_2/"}) {
    members.emplace_back(prefix + "0.weight", prefix == "epoch_2/" ? kW0 : doubles("(3, 2)", {0, 0, 0, 0, 0, 0}));
    members.emplace_back(prefix + "0.bias", kB0);
    members.emplace_back(prefix + "2.weight", kW1);
    members.emplace_back(prefix + "2.bias", kB1);
  }
  const std::string bytes = zip(npy_members(members));
  const std::vector<NetworkFile> all = parse_networks(bytes, "run.npz");
  REQUIRE(all.size() == 2);
  CHECK(all[0].source.checkpoint == "epoch_2");
  CHECK(all[1].source.checkpoint == "epoch_10");
  CHECK(all[0].network == kSmall);
  CHECK(!(all[1].network == kSmall));
  CHECK(all[0].network.name() == "run#epoch_2");
  CHECK(parse_network(bytes, "run.npz", {.checkpoint = "epoch_2"}).network == kSmall);
  expect_broken(bytes, "run.npz", {"holds 2 networks; choose one by --checkpoint: 'epoch_2', 'epoch_10'"});
  expect_broken(bytes, "run.npz", {"no checkpoint 'epoch_3'; choose one of 'epoch_2', 'epoch_10'"},
                {.checkpoint = "epoch_3"});
  CHECK(parse_networks(bytes, "run.npz", {.checkpoint = "epoch_10"}).size() == 1);

  const Members dotted = {
      {"step1.fc1.weight", kW0}, {"step2.fc1.weight", kW0}, {"step2.activation", texts({"abs"}, "()")}};
  CHECK(parse_networks(zip(npy_members(dotted)), "run.npz").size() == 2);
  // Layers that are called so are no checkpoints.
  CHECK(npz({{"step1.weight", kW0}, {"step2.weight", kW1}}).layers().size() == 2);
  CHECK(npz({{"net1.0.weight", kW0}, {"net1.2.weight", kW1}}).layers().size() == 2);
  CHECK(npz({{"encoder.fc1.weight", kW0}, {"decoder.fc1.weight", kW1}}, {.checkpoint = "encoder"}).layers().size() ==
        1);
  expect_broken_npz({{"W1", kW0}}, {"no checkpoint 'x'", "holds one network"}, {.checkpoint = "x"});

  const std::string model = R"("input_dim": 1, "layers": [{"weights": [[1]], "activation": "relu"}])";
  const std::string json =
      R"({"format": "crease-checkpoints/1", "checkpoints": [{"name": "first", )" + model + "}, {" + model + "}]}";
  const std::vector<NetworkFile> networks = parse_networks(json, "run.json");
  REQUIRE(networks.size() == 2);
  CHECK(networks[0].network.name() == "run#first");
  CHECK(networks[1].source.checkpoint == "2");
  expect_broken(json, "run.json", {"'first', '2'"});
  const std::string head = R"({"format": "crease-checkpoints/1", "checkpoints": )";
  expect_broken(head + "[]}", "run.json", {"run.json:1:51", "the list is empty"});
  expect_broken(head + "[{\"name\": \"2\", " + model + "}, {" + model + "}]}", "run.json", {"'2' stands twice"});
  expect_broken(head + "[{\"name\": \"\", " + model + "}]}", "run.json", {"it is empty"});
  expect_broken(head + "[{\"input_dim\": 1}]}", "run.json", {"checkpoint '1': the key 'layers' is missing"});
}

TEST_CASE("a directory of .npy files", "[arrays]") {
  namespace fs = std::filesystem;
  const fs::path directory = fs::temp_directory_path() / ("crease-" + std::to_string(getpid()) + "-arrays");
  fs::create_directories(directory / "epoch_2");
  const auto write = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(directory / name, std::ios::binary) << bytes;
  };
  expect_error([&] { read_network(directory.string()); }, {directory.string(), "it holds no .npy arrays"});
  write("0.weight.npy", kW0);
  write("0.bias.npy", kB0);
  write("1.weight.npy", kW1);
  write("1.bias.npy", kB1);
  write("notes.txt", "not read");
  const NetworkFile file = read_network(directory.string() + "/");
  CHECK(file.network == kSmall);
  CHECK(file.network.name() == directory.filename().string());
  CHECK(file.source.sha256 == sha256(sha256(kB0) + "  0.bias.npy\n" + sha256(kW0) + "  0.weight.npy\n" + sha256(kB1) +
                                     "  1.bias.npy\n" + sha256(kW1) + "  1.weight.npy\n"));
  for (const char* name : {"0.weight.npy", "0.bias.npy", "1.weight.npy", "1.bias.npy"}) {
    fs::create_directories(directory / "epoch_1");
    fs::copy(directory / name, directory / "epoch_1" / name);
    fs::rename(directory / name, directory / "epoch_2" / name);
  }
  CHECK(read_networks(directory.string()).size() == 2);
  CHECK(read_network(directory.string(), {.checkpoint = "epoch_1"}).network == kSmall);
  fs::remove_all(directory);
}
