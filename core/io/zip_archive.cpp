// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/zip_archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <exception>
#include <new>
#include <ostream>
#include <stdexcept>
#include <utility>

namespace crease {
struct ZipArchive::Impl {
  std::ostream& out;
  struct archive* archive;
  std::exception_ptr thrown;  ///< by the stream: it must not pass through the frames of a C library
  bool discards = false;      ///< nothing is written any more

  /// Once the stream has failed the rest goes nowhere: an archive that cannot write does not free all of its memory.
  static la_ssize_t write(struct archive*, void* self, const void* bytes, std::size_t size) {
    Impl& impl = *static_cast<Impl*>(self);
    try {
      if (!impl.discards) impl.out.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
      impl.discards = impl.discards || !impl.out.good();
    } catch (...) {
      impl.discards = true;
      impl.thrown = std::current_exception();
    }
    return static_cast<la_ssize_t>(size);
  }

  /// A stream that failed says so itself; all else is a mistake of ours or a lack of memory.
  void check(la_ssize_t result) {
    if (thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
    if (result >= ARCHIVE_OK) return;
    const char* cause = archive_error_string(archive);
    throw std::runtime_error(std::string("zip: ") + (cause != nullptr ? cause : "cannot write"));
  }
};

ZipArchive::ZipArchive(std::ostream& out, bool compress) : impl_(new Impl{out, archive_write_new(), nullptr}) {
  if (impl_->archive == nullptr) throw std::bad_alloc();
  impl_->check(archive_write_set_format_zip(impl_->archive));
  impl_->check(compress ? archive_write_zip_set_compression_deflate(impl_->archive)
                        : archive_write_zip_set_compression_store(impl_->archive));
  impl_->check(archive_write_set_bytes_in_last_block(impl_->archive, 1));  // no padding
  impl_->check(archive_write_open(impl_->archive, impl_.get(), nullptr, Impl::write, nullptr));
}

ZipArchive::~ZipArchive() {
  // Freeing an archive that is not finished finishes it.
  impl_->discards = true;
  archive_write_free(impl_->archive);
}

void ZipArchive::start_member(const std::string& name, std::uint64_t size) {
  const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(), archive_entry_free);
  if (!entry) throw std::bad_alloc();
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  impl_->check(archive_write_header(impl_->archive, entry.get()));
}

void ZipArchive::write(std::string_view bytes) {
  impl_->check(archive_write_data(impl_->archive, bytes.data(), bytes.size()));
}

void ZipArchive::finish() { impl_->check(archive_write_close(impl_->archive)); }

}  // namespace crease
