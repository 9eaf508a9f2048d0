#include <sqlite3.h>

// `sqlite3_config` takes a variable list of arguments, which Swift does not call.
// Without statistics SQLite's allocations need no lock that all threads share.
static inline int retrial_sqlite_without_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
