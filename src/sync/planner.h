/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What syncs by itself on a network that is paid for by the amount. */
typedef enum
{
  DOVETAIL_METERED_USUAL,  /* everything but the event stream, which never rests */
  DOVETAIL_METERED_EDITS,  /* only when edits wait */
  DOVETAIL_METERED_BY_HAND /* nothing */
} DovetailMeteredRule;

const char          *dovetail_metered_rule_to_string   (DovetailMeteredRule  rule);
DovetailMeteredRule  dovetail_metered_rule_from_string (const char          *text); /* USUAL when it is none */

/* What the time of the next sync depends on. Times in ms since 1970; 0: never. */
typedef struct
{
  gint64              now;
  gboolean            signed_in;
  gint64              paused_until;   /* 0: not paused; DOVETAIL_PAUSED_FOR_GOOD: until the user says so */
  gboolean            asleep;         /* the computer is about to sleep */
  gboolean            online;         /* a network is there, or none is needed */
  gboolean            metered;
  DovetailMeteredRule metered_rule;
  gboolean            needs_sign_in;  /* nothing but the user can help */
  gint64              last_attempt;   /* when the last sync ended */
  gint64              back_since;     /* when network, server or computer came back */
  gint64              not_before;     /* what the server asked for when it refused */
  guint               failures;       /* in a row, up to the last attempt */
  double              jitter;         /* drawn once a failure, in [0, 1) */
  gint64              interval;       /* between syncs when all is well */
  gint64              first_edit;     /* that the last sync may have missed; 0: none */
  gint64              last_edit;
  gint64              told;           /* when the server said that there is news, which the last sync may have missed */
} DovetailPlan;

#define DOVETAIL_PAUSED_FOR_GOOD G_MAXINT64

/* When the next sync is to run, pure; a time that has passed means now. 0: not by itself. */
gint64   dovetail_plan_next         (const DovetailPlan *plan);
/* Whether the event stream is to be open. */
gboolean dovetail_plan_wants_stream (const DovetailPlan *plan);
gboolean dovetail_plan_is_paused    (const DovetailPlan *plan);
/* How long to wait before the event stream is opened again, ms. failures: in a row, at least 1; jitter in [0, 1);
 * retry_after: what the server asked for, ms; -1: nothing. */
gint64   dovetail_plan_reconnect    (guint               failures,
                                     double              jitter,
                                     gint64              retry_after);
/* Whether the wall clock shows that the computer slept or the clock was set: `steady` ms by a clock that
 * stands still meanwhile and is never set took `wall` ms by it. */
gboolean dovetail_plan_clock_jumped (gint64              steady,
                                     gint64              wall);

G_END_DECLS
