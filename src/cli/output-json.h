/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/conflicts.h"
#include "store/jobs.h"

G_BEGIN_DECLS

/* Prints one JSON value, and nothing else, on standard output. Takes the value. */
void        dovetail_output_array      (JsonArray       *array);
void        dovetail_output_object     (JsonObject      *object);
/* The same on one line, where one value follows the other. */
void        dovetail_output_line       (JsonObject      *object);

void        dovetail_object_set_text   (JsonObject      *object,
                                        const char      *name,
                                        const char      *value);  /* NULL: null */
void        dovetail_object_set_time   (JsonObject      *object,
                                        const char      *name,
                                        gint64           time);   /* 0: null */
void        dovetail_object_set_value  (JsonObject      *object,
                                        const char      *name,
                                        JsonNode        *value);  /* copied; NULL: null */
/* null, or {code, message} */
void        dovetail_object_set_error  (JsonObject      *object,
                                        const char      *code,
                                        const char      *message);
JsonObject *dovetail_describe_job      (DovetailJob     *job,
                                        gint64           now);

G_END_DECLS
