/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/recorder.h"

G_BEGIN_DECLS

/* What the recorder notes while the pass runs; trace-write.c turns it into text. */

typedef struct
{
  char       *method, *path, *query;
  GBytes     *sent, *received;  /* NULL: none, or secret */
  guint       status;           /* 0: no answer came */
  gint64      retry_after;      /* ms; -1: none */
  const char *failure;          /* why none came */
  gint64      started, duration;
} DovetailTraceCall;

typedef struct
{
  const char      *on;
  DovetailReplica *before, *next;
  JsonNode        *theirs;
  DovetailHeld    *was_held;
  gboolean         seen;        /* by a walk that began earlier */
  gboolean         held;        /* stays as it is */
} DovetailTraceDecision;

/* One of the three. */
typedef struct
{
  DovetailTraceCall     *call;
  DovetailTraceDecision *decision;
  JsonNode              *line;  /* written already */
} DovetailTraceEvent;

/* Settings as they are when the pass begins; the last one is the hybrid clock's last time. */
#define DOVETAIL_N_TRACE_SETTINGS 11
extern const char *const dovetail_trace_settings[DOVETAIL_N_TRACE_SETTINGS];
#define DOVETAIL_TRACE_CLOCK_LAST "clock_last"

struct _DovetailRecorder
{
  DovetailStore      *store;
  DovetailTraceSetup  setup;
  char               *settings[DOVETAIL_N_TRACE_SETTINGS];
  gint64              clock_offset;
  gint64              started_at;
  gboolean            resumes;   /* a walk that an earlier pass began */
  GArray             *events;    /* DovetailTraceEvent */
  DovetailHeld       *looked_at; /* what is held of the record that is decided on next */
  gsize               weight;
  guint               decisions;
  gboolean            full;      /* too large: nothing is kept */
};

G_END_DECLS
