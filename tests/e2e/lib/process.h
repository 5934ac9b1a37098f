/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Child processes with a deadline: what they printed and how they ended. */

#pragma once

#include <gio/gio.h>

/* No step of an end-to-end test may take longer, not even on a busy machine. */
#define DEADLINE_SECONDS 60

typedef struct
{
  int   status; /* exit status, or 128 + the signal that ended it */
  char *out;
  char *err;
} ProcessResult;

GSubprocessLauncher *process_launcher_new (GSubprocessFlags flags);
GSubprocess   *process_start  (const char *const *arguments,
                               char             **environment,
                               GSubprocessFlags   flags);
ProcessResult *process_finish (GSubprocess *process,
                               const char  *input);
ProcessResult *process_run    (const char *const *arguments,
                               char             **environment,
                               const char        *input);
void           process_kill   (GSubprocess *process);

void           process_result_free (ProcessResult *result);

char          *process_read_first_line (GSubprocess *process);

/* TRUE once the thing waited for is so. */
typedef gboolean (*Condition) (gpointer data);

gboolean       wait_until_or_late (Condition condition,
                                   gpointer  data,
                                   guint     seconds);
void           wait_until         (Condition   condition,
                                   gpointer    data,
                                   const char *what);

const char    *program_path (const char *variable);
char          *scratch_directory_new    (const char *name);
void           scratch_directory_remove (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ProcessResult, process_result_free)
