#include <malloc.h>
#include <sqlite3.h>

// `sqlite3_config` takes a variable list of arguments, which Swift does not call.
// Without statistics SQLite's allocations need no lock that all threads share.
static inline int retrial_sqlite_without_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// The name of a type of pointers has to stay for ever, which a literal of C does.
#define RETRIAL_ROW "retrial row"

// Binds memory for a row.
static inline int retrial_bind_row(sqlite3_stmt *statement, int index, void *row) {
  return sqlite3_bind_pointer(statement, index, row, RETRIAL_ROW, 0);
}

// The memory that is bound; null for any other value.
static inline void *retrial_row(sqlite3_value *value) {
  return sqlite3_value_pointer(value, RETRIAL_ROW);
}

// Blocks from this size on lie by themselves, and their memory goes back to the system when they are freed. Left alone,
// the C library moves the bound up to 32 MB as such blocks are freed, and keeps ever more memory in pieces.
// Swift's module of the C library leaves `mallopt` out.
static inline int retrial_return_large_blocks(int bytes) {
  return mallopt(M_MMAP_THRESHOLD, bytes);
}
