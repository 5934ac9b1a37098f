/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/merge.h"

G_BEGIN_DECLS

#define DOVETAIL_TYPE_CONFLICT (dovetail_conflict_get_type ())

/* Who made a side of a conflict. */
typedef struct
{
  char  *client_id;   /* device id */
  char  *device_name; /* "phone", or NULL */
  char  *user_id;
  char  *user_name;   /* "Anna", or NULL */
  gint64 time;        /* ms */
} DovetailAuthor;

/* An overlap that needed, or needs, a decision; open until it is resolved anywhere.
 * Immutable and reference-counted. Both sides are kept for good, so every answer can be undone. */
typedef struct
{
  char          *conflict_id;
  const char    *entity_type;  /* interned */
  char          *entity_id;
  DovetailCause  cause;
  gboolean       open;
  gboolean       by_rule;      /* closed when it was made, by a policy or a rule: nobody was asked */
  char          *resolution;   /* closed: client_wins, server_wins, user_merge, delete_wins, last_write_wins ...; else NULL */
  char         **fields;       /* the fields that overlap */
  JsonNode      *sides[DOVETAIL_N_SIDES]; /* whole data of base, mine, theirs; base NULL when none is left */
  JsonNode      *resolved_data; /* closed: what the overlapping fields were set to (sealed object); else NULL */
  gboolean       deleted[DOVETAIL_N_SIDES];
  gint64         client_version; /* version that mine was made on; 0: none */
  gint64         server_version; /* version of the record as theirs */
  gint64         resolved_version; /* closed: version of the record with the answer in it; 0: unknown, or open */
  DovetailAuthor mine;
  DovetailAuthor theirs;
  gint64         created_at;
  gint64         closed_at;    /* 0 while open */
} DovetailConflict;

GType             dovetail_conflict_get_type (void);
DovetailConflict *dovetail_conflict_alloc    (void); /* all zero, one reference: for its makers, before anyone shares it */
DovetailConflict *dovetail_conflict_ref      (DovetailConflict *conflict);
void              dovetail_conflict_unref    (DovetailConflict *conflict);
DovetailConflict *dovetail_conflict_copy     (DovetailConflict *conflict); /* deep, one reference: to change before sharing */
gboolean          dovetail_conflict_is_local (const DovetailConflict *conflict); /* of this device's history alone */
void              dovetail_author_clear      (DovetailAuthor   *author);
void              dovetail_author_copy       (DovetailAuthor       *to,
                                              const DovetailAuthor *from);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailConflict, dovetail_conflict_unref)

/* The closed set of answers. */
#define DOVETAIL_RESOLUTION_CLIENT_WINS "client_wins"
#define DOVETAIL_RESOLUTION_SERVER_WINS "server_wins"
#define DOVETAIL_RESOLUTION_USER_MERGE  "user_merge"
#define DOVETAIL_RESOLUTION_BOTH        "both"
#define DOVETAIL_RESOLUTION_REOPEN      "reopen"

G_END_DECLS
