/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the time of the next sync depends on. Times in ms since 1970; 0: never. */
typedef struct
{
  gint64   now;
  gboolean paused;
  gboolean online;         /* a network is there, or none is needed */
  gboolean needs_sign_in;  /* nothing but the user can help */
  gint64   last_attempt;   /* when the last sync ended */
  gint64   online_since;   /* when the network came back */
  guint    failures;       /* in a row, up to the last attempt */
  double   jitter;         /* drawn once a failure, in [0, 1) */
  gint64   interval;       /* between syncs when all is well */
  gint64   first_edit;     /* that the last sync may have missed; 0: none */
  gint64   last_edit;
} DovetailPlan;

/* When the next sync is to run, pure; a time that has passed means now. 0: not by itself. */
gint64 dovetail_plan_next (const DovetailPlan *plan);

G_END_DECLS
