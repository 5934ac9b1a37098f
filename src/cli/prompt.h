/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Asks on the terminal, without echo. Transfer full; error when there is no terminal. */
char *dovetail_prompt_secret     (const char  *question,
                                  GError     **error);
/* The first line of standard input. */
char *dovetail_prompt_read_stdin (GError     **error);

G_END_DECLS
