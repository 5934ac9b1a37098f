/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/caller.h"

G_BEGIN_DECLS

typedef enum
{
  DOVETAIL_LOG_OFF, /* until a process says otherwise: tests and simulations keep quiet */
  DOVETAIL_LOG_TEXT,
  DOVETAIL_LOG_JSON
} DovetailLogFormat;

/* One line an event on stderr: ids and codes, never titles, tokens or passwords. Set once, before threads. */
void dovetail_log_start   (DovetailLogFormat     format);
void dovetail_log_request (const char           *route,   /* a path of ours */
                           const char           *method,
                           const DovetailCaller *caller,  /* or NULL */
                           guint                 status);
void dovetail_log_failure (const char           *where,
                           const GError         *error);
void dovetail_log_event   (const char           *event);

G_END_DECLS
