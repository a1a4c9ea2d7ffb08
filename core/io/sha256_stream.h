// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace crease {

/// The SHA-256 of bytes that come piece by piece.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void add(std::string_view bytes);
  /// Of all bytes so far; either is to be asked once, at the end. As text: in lower-case hexadecimal.
  std::array<unsigned char, 32> digest_bytes();
  std::string digest();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// Of the first `size` bytes of a file, or of all where it has fewer, read piece by piece. Throws FileError.
std::string file_sha256(const std::string& path, std::uint64_t size = UINT64_MAX);

}  // namespace crease
