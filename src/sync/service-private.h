/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/event-stream.h"
#include "sync/pass-async.h"
#include "sync/sleep-watch.h"
#include "sync/sync-service.h"

G_BEGIN_DECLS

/* The service from within, shared by what decides, what runs the pass and what is shown. */
struct _DovetailSyncService
{
  GObject parent_instance;
  DovetailStore *store;
  DovetailVault *vault; /* borrowed; may be NULL */
  GMainContext *context;
  GNetworkMonitor *monitor;
  gulong network_handler, metered_handler;
  DovetailSleepWatch *sleep_watch;
  gboolean started;
  gint64 paused_until; /* as shown; 0: not paused */
  gboolean signed_in;
  char *identity;        /* whose account; NULL: nobody's */
  gboolean local_server; /* needs no network */

  gboolean running;
  gboolean outdated;         /* the pass that runs is of another account than the present one */
  GPtrArray *waiters;        /* GTask of each sync_async */
  GCancellable *cancellable; /* of the pass */
  char *job_id;
  GSource *timer;

  gint64 seen_wall, seen_steady; /* both clocks when they were last looked at, ms */
  gboolean asleep;

  DovetailEventStream *stream; /* NULL: never opened yet */
  char *access_token;          /* of the last pass that completed */

  /* ms since 1970; 0: never */
  gint64 last_attempt, back_since, first_edit, last_edit, told, busy_until, next_attempt, last_success;
  gint64 awake_since, stale_since;
  gboolean telling; /* that nothing was synced for long */
  guint failures;
  double jitter;
  char *error_code; /* of the last job; NULL: fine */
  char *error_message;

  gboolean by_plan; /* nobody asked for the pass */
  gboolean heard;   /* the server answers in this pass */
  gboolean trouble; /* the last try in this pass failed, and is repeated */
  DovetailSyncState state;
  char *phase;
  guint done, total;
  guint pending, conflicts, quarantined;
};

enum
{
  DOVETAIL_SERVICE_STATE = 1,
  DOVETAIL_SERVICE_PHASE,
  DOVETAIL_SERVICE_PROGRESS,
  DOVETAIL_SERVICE_PROGRESS_DONE,
  DOVETAIL_SERVICE_PROGRESS_TOTAL,
  DOVETAIL_SERVICE_PENDING,
  DOVETAIL_SERVICE_CONFLICTS,
  DOVETAIL_SERVICE_QUARANTINED,
  DOVETAIL_SERVICE_LAST_SUCCESS,
  DOVETAIL_SERVICE_NEXT_ATTEMPT,
  DOVETAIL_SERVICE_ERROR_MESSAGE,
  DOVETAIL_SERVICE_PAUSED,
  DOVETAIL_SERVICE_PAUSED_UNTIL,
  DOVETAIL_SERVICE_STALE_SINCE,
  DOVETAIL_SERVICE_N_PROPERTIES
};

enum
{
  DOVETAIL_SERVICE_SIGNAL_CHANGED,
  DOVETAIL_SERVICE_SIGNAL_JOB_FINISHED,
  DOVETAIL_SERVICE_SIGNAL_STALE,
  DOVETAIL_SERVICE_N_SIGNALS
};

extern GParamSpec *dovetail_service_properties[DOVETAIL_SERVICE_N_PROPERTIES];
extern guint       dovetail_service_signals[DOVETAIL_SERVICE_N_SIGNALS];

/* What decides. */
void     dovetail_service_plan            (DovetailSyncService *self); /* looks at everything again and sets the timer */
void     dovetail_service_clear_timer     (DovetailSyncService *self);
gboolean dovetail_service_is_online       (DovetailSyncService *self);
void     dovetail_service_watch_network   (DovetailSyncService *self,
                                           GNetworkMonitor     *monitor); /* NULL: none any more */
/* Network, server or computer are there again: a pass soon, however often it failed. */
void     dovetail_service_came_back       (DovetailSyncService *self);
void     dovetail_service_sleeps          (gpointer             user_data, /* the service */
                                           gboolean             asleep);

/* What it hears of. */
void     dovetail_service_listen          (DovetailSyncService *self,
                                           gboolean             wanted);
void     dovetail_service_stop_listening  (DovetailSyncService *self);
void     dovetail_service_take_token      (gpointer             source,    /* the service */
                                           const char          *access_token);
/* Says that nothing was synced for long, when that is so. */
void     dovetail_service_mind_silence    (DovetailSyncService *self,
                                           gboolean             by_itself); /* passes run without being asked for */

/* What runs the pass. */
gboolean dovetail_service_start_pass      (DovetailSyncService *self,
                                           DovetailSyncKind     kind,
                                           GError             **error);
void     dovetail_service_note_end        (DovetailSyncService *self,
                                           DovetailJob         *job,   /* NULL: there was none, and error says why */
                                           const GError        *error);

/* What is shown: each notifies when its value moved. */
void     dovetail_service_show_state      (DovetailSyncService *self);
void     dovetail_service_show_pause      (DovetailSyncService *self,
                                           gint64               until); /* 0: not paused */
void     dovetail_service_show_counts     (DovetailSyncService *self);
void     dovetail_service_show_progress   (DovetailSyncService *self,
                                           guint                done,
                                           guint                total);
void     dovetail_service_set_number      (DovetailSyncService *self,
                                           guint               *field,
                                           guint                value,
                                           guint                property);
void     dovetail_service_set_time        (DovetailSyncService *self,
                                           gint64              *field,
                                           gint64               value,
                                           guint                property);
void     dovetail_service_set_text        (DovetailSyncService *self,
                                           char               **field,
                                           const char          *value,
                                           guint                property);
void     dovetail_service_get_property    (GObject             *object,
                                           guint                property_id,
                                           GValue              *value,
                                           GParamSpec          *pspec);
void     dovetail_service_install_properties (GObjectClass     *object_class);

G_END_DECLS
