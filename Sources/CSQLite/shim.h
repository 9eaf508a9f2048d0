#include <malloc.h>
#include <sqlite3.h>

// `sqlite3_config` takes a variable list of arguments, which Swift does not call.
// Without statistics SQLite's allocations need no lock that all threads share.
static inline int retrial_sqlite_without_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// Blocks from this size on lie by themselves, and their memory goes back to the system when they are freed. Left alone,
// the C library moves the bound up to 32 MB as such blocks are freed, and keeps ever more memory in pieces.
// Swift's module of the C library leaves `mallopt` out.
static inline int retrial_return_large_blocks(int bytes) {
  return mallopt(M_MMAP_THRESHOLD, bytes);
}
