/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/error.h"

G_BEGIN_DECLS

/* Locks on files that exclude threads and processes alike, and that the kernel drops when a process dies. */
int      dovetail_file_lock_open    (const char  *directory,
                                     const char  *name,
                                     GError     **error);  /* file descriptor, or -1 */
gboolean dovetail_file_lock_take    (int          file,
                                     gboolean     wait,    /* FALSE: DOVETAIL_ERROR_BUSY when taken */
                                     GError     **error);
void     dovetail_file_lock_release (int          file);

G_END_DECLS
