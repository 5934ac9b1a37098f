/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One text, and whether it is JSON in the strict sense. */
typedef struct
{
  const char *name;
  const char *text;
  const char *refused; /* a part of the message; NULL: accepted */
} JsonCase;

extern const JsonCase json_cases[];
extern const gsize    n_json_cases;

G_END_DECLS
