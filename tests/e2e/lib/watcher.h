/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dovetailctl sync --watch of one device, running beside the test. */

#pragma once

#include "device.h"

typedef struct
{
  GSubprocess *process;
  char        *path;  /* of what it prints */
  guint        lines; /* waited for */
} Watcher;

Watcher *watcher_new              (Device     *device,
                                   const char *options);
void     watcher_free             (Watcher    *watcher);
char   **watcher_read_lines       (Watcher    *watcher);
void     watcher_wait_for_lines   (Watcher    *watcher,
                                   guint       lines);
/* The first sync, and the one that follows once the event stream is open; then all is quiet. How many lines that made. */
guint    watcher_wait_until_quiet (Watcher    *watcher);
/* Of all jobs so far, a member of their rows; with --json. */
gint64   watcher_sum              (Watcher    *watcher,
                                   const char *member);
/* Ends it with a signal; it must leave in good order. */
void     watcher_end              (Watcher    *watcher,
                                   int         signal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watcher, watcher_free)
