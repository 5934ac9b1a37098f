/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "formats/reader.h"

G_BEGIN_DECLS

/* The unknown field of a task that keeps what only Taskwarrior understands (annotations, depends, wait, UDAs ...),
 * so that an export gives it back. */
#define DOVETAIL_FIELD_TASKWARRIOR "taskwarrior"
/* In that object: the date our due was made from, and what it was made into. */
#define DOVETAIL_TASKWARRIOR_DUE_READ_AS "dovetail_due"

/* 20261120T090000Z <-> ms. */
gboolean dovetail_taskwarrior_parse_time  (const char *text,
                                           gint64     *time);
char    *dovetail_taskwarrior_format_time (gint64      time);
/* Annotations as lines of notes. NULL when there are none. Transfer full. */
char    *dovetail_taskwarrior_read_notes  (JsonArray  *annotations);

G_END_DECLS
