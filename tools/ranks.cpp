// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/ranks.h"

#include <cstdlib>
#include <initializer_list>

#include "tools/usage_error.h"

#ifdef CREASE_WITH_MPI
#define OMPI_SKIP_MPICXX
#include <mpi.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>
#endif

namespace crease::tools {
#ifdef CREASE_WITH_MPI
namespace {

/// Did a program that starts MPI processes start this one? Asked first, because MPI_Init takes 0.1 s or more.
bool is_started_by_mpi() {
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"}) {
    if (std::getenv(variable) != nullptr) return true;
  }
  return false;
}

/// MPI counts bytes in an int: longer messages go in parts, of which each but the last has this size.
constexpr std::size_t kPart = std::size_t{1} << 30;
constexpr int kTag = 0;

void check(int code) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw std::runtime_error("MPI: " + std::string(text, static_cast<std::size_t>(length)));
}

}  // namespace

Ranks::Ranks() {
  if (!is_started_by_mpi()) return;
  // MPI's own threads are to leave signals to SignalWatcher.
  sigset_t signals, before;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, &before);
  int provided = MPI_THREAD_SINGLE;
  check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  check(MPI_Comm_rank(MPI_COMM_WORLD, &rank_));
  check(MPI_Comm_size(MPI_COMM_WORLD, &size_));
}

Ranks::~Ranks() {
  int is_initialized = 0;
  MPI_Initialized(&is_initialized);
  if (is_initialized == 0 || given_up_) return;
  try {
    if (rank_ == 0) {
      for (int to = 1; to < size_; ++to) send(to, "");
    }
    MPI_Finalize();
  } catch (const std::exception&) {
    // Somebody is gone; mpirun tells of it.
  }
}

void Ranks::send(int to, const std::string& bytes) const {
  std::size_t at = 0;
  do {
    const std::size_t size = std::min(bytes.size() - at, kPart);
    check(MPI_Send(bytes.data() + at, static_cast<int>(size), MPI_BYTE, to, kTag, MPI_COMM_WORLD));
    at += size;
    // A message that fills its last part is followed by an empty one.
    if (at == bytes.size() && size < kPart) return;
  } while (true);
}

std::optional<Ranks::Message> Ranks::receive() const {
  int has_come = 0;
  MPI_Status status;
  check(MPI_Iprobe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, &has_come, &status));
  if (has_come == 0) return {};
  Message message{status.MPI_SOURCE, {}};
  for (;;) {
    check(MPI_Probe(message.from, kTag, MPI_COMM_WORLD, &status));
    int size = 0;
    check(MPI_Get_count(&status, MPI_BYTE, &size));
    const std::size_t at = message.bytes.size();
    message.bytes.resize(at + static_cast<std::size_t>(size));
    check(MPI_Recv(message.bytes.data() + at, size, MPI_BYTE, message.from, kTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    if (static_cast<std::size_t>(size) < kPart) return message;
  }
}

#else

Ranks::Ranks() {
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    const char* size = std::getenv(variable);
    if (size == nullptr || std::string(size) == "1") continue;
    throw UsageError(std::string(variable) +
                     ": this crease was built without MPI, so that every process would do all the work. Build it with "
                     "-DCREASE_WITH_MPI=ON, or start one process");
  }
}

Ranks::~Ranks() = default;

void Ranks::send(int, const std::string&) const {}

std::optional<Ranks::Message> Ranks::receive() const { return {}; }

#endif

WalkOptions on_ranks(WalkOptions options, const Ranks& ranks) {
  if (ranks.size() > 1 && options.threads == 0) options.threads = 1;
  return options;
}

}  // namespace crease::tools
