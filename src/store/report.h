/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "store/jobs.h"
#include "store/metrics.h"

G_BEGIN_DECLS

/* Past syncs and their figures as JSON for programs: what dovetailctl prints and what diagnostics hold. */
JsonObject *dovetail_describe_job     (DovetailJob           *job,
                                       gint64                 now);
JsonObject *dovetail_describe_metrics (const DovetailMetrics *metrics);
char       *dovetail_describe_day     (const DovetailMetricsDay *day);

/* Members that may be null. */
void        dovetail_object_set_text  (JsonObject            *object,
                                       const char            *name,
                                       const char            *value); /* NULL: null */
void        dovetail_object_set_time  (JsonObject            *object,
                                       const char            *name,
                                       gint64                 time);  /* 0: null */
/* null, or {code, message} */
void        dovetail_object_set_error (JsonObject            *object,
                                       const char            *code,
                                       const char            *message);

G_END_DECLS
