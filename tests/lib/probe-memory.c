/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A shim over SQLite's allocator. */

#include "lib/probe-memory.h"

#include <sqlite3.h>

static sqlite3_mem_methods real_memory;
static ProbeMemoryFunc probe_func;
static gpointer probe_data;

static void *
allocate (int size)
{
  return probe_func (probe_data) ? NULL : real_memory.xMalloc (size);
}

static void *
reallocate (void *memory, int size)
{
  return probe_func (probe_data) ? NULL : real_memory.xRealloc (memory, size);
}

void
probe_memory_install (ProbeMemoryFunc func, gpointer user_data)
{
  sqlite3_mem_methods methods;

  probe_func = func;
  probe_data = user_data;
  sqlite3_config (SQLITE_CONFIG_GETMALLOC, &real_memory);
  methods = real_memory;
  methods.xMalloc = allocate;
  methods.xRealloc = reallocate;
  sqlite3_config (SQLITE_CONFIG_MALLOC, &methods);
  /* Else small pieces would come out of a store of their own, unasked. */
  sqlite3_config (SQLITE_CONFIG_LOOKASIDE, 0, 0);
}
