/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"
#include "core/zone.h"

G_BEGIN_DECLS

/* What a reminder says. All results are transfer full. */

/* The time the task is due, and how late the reminder comes if it does: "Due today 09:00". */
char *dovetail_reminder_words_body          (JsonNode           *data,
                                             gint64              moment,
                                             gint64              now,
                                             const DovetailZone *zone);
/* Of several at once. */
char *dovetail_reminder_words_summary_title (guint               number);
/* A line each; of many only the first. */
char *dovetail_reminder_words_summary_body  (const char *const  *titles);

G_END_DECLS
