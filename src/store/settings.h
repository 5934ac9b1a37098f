/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Small named values of this store: account, device, policy, interval, sync token. Setting one opens a
 * transaction of its own unless one is open. value NULL removes. Names are constants here. */
#define DOVETAIL_SETTING_DEVICE_ID      "device_id"
#define DOVETAIL_SETTING_DEVICE_NAME    "device_name"
#define DOVETAIL_SETTING_SERVER         "server"
#define DOVETAIL_SETTING_USER_NAME      "user_name"
#define DOVETAIL_SETTING_USER_ID        "user_id"
#define DOVETAIL_SETTING_ROLE           "role"
#define DOVETAIL_SETTING_FAMILY_ID      "family_id"
#define DOVETAIL_SETTING_SYNC_TOKEN     "sync_token"     /* of the last page that was applied */
#define DOVETAIL_SETTING_WALK_BEFORE    "walk_before"    /* where a walk stood that begins again, or absent */
#define DOVETAIL_SETTING_WALK           "walk"           /* a full walk in progress: its token, or absent */
#define DOVETAIL_SETTING_PLACE_OF       "place_of"       /* signed out: whose account token, walk and conflicts_rev are */
#define DOVETAIL_SETTING_CONFLICTS_REV  "conflicts_rev"  /* of the list that is here; -1: to be fetched in any case */
#define DOVETAIL_SETTING_LAST_SUCCESS   "last_success"   /* ms */
#define DOVETAIL_SETTING_POLICY         "policy"         /* read and written by store/policies.h, as is policy.TYPE */
#define DOVETAIL_SETTING_FILTER         "filter"         /* what this device syncs: store/filter.h */
#define DOVETAIL_SETTING_FILTER_IN_USE  "filter_in_use"  /* what the sync token is bound to, likewise */
#define DOVETAIL_SETTING_INTERVAL       "interval"       /* seconds */
#define DOVETAIL_SETTING_PAUSED         "paused"         /* 1: until the user says so; else ms when it ends */
#define DOVETAIL_SETTING_METERED        "metered"        /* usual, edits, by_hand */
#define DOVETAIL_SETTING_NOT_BEFORE     "not_before"     /* ms; what the server asked for when it refused */
#define DOVETAIL_SETTING_SIGNED_IN_AT   "signed_in_at"   /* ms */
#define DOVETAIL_SETTING_STALE_SILENCE  "stale_silence"  /* ms; of which silence the user was told */
#define DOVETAIL_SETTING_STALE_STEP     "stale_step"     /* and how far it was */
#define DOVETAIL_SETTING_TOLD_CONFLICTS "told_conflicts" /* of how many open ones the user was told */
#define DOVETAIL_SETTING_TOKENS         "tokens"         /* sealed; only where there is no keyring */
#define DOVETAIL_SETTING_REMINDERS      "reminders"      /* 0: this device does not remind */
#define DOVETAIL_SETTING_REMINDED_UNTIL "reminded_until" /* ms; up to when this device reminded */
#define DOVETAIL_SETTING_SNOOZED        "snoozed"        /* a line for each task: its id and ms */
#define DOVETAIL_SETTING_STARTED        "started"        /* the first-run page was answered */

char    *dovetail_store_get_setting     (DovetailStore *self,
                                         const char    *name);      /* transfer full; NULL: not set */
/* The same of many at once: values, of the same number, transfer full. */
void     dovetail_store_get_settings    (DovetailStore     *self,
                                         const char *const *names,
                                         char             **values,
                                         guint              number);
gint64   dovetail_store_get_setting_int (DovetailStore *self,
                                         const char    *name,
                                         gint64         fallback);
gboolean dovetail_store_set_setting     (DovetailStore *self,
                                         const char    *name,
                                         const char    *value,
                                         GError       **error);
gboolean dovetail_store_set_setting_int (DovetailStore *self,
                                         const char    *name,
                                         gint64         value,
                                         GError       **error);
/* The same, sealed with the store's key. */
char    *dovetail_store_get_secret      (DovetailStore *self,
                                         const char    *name,
                                         GError       **error);     /* NULL without error: not set */
gboolean dovetail_store_set_secret      (DovetailStore *self,
                                         const char    *name,
                                         const char    *value,
                                         GError       **error);

G_END_DECLS
