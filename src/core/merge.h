/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/policy.h"
#include "core/schema.h"

G_BEGIN_DECLS

/* The three sides of a merge; arrays are indexed by it. Mine is always the device that made the edit. */
typedef enum
{
  DOVETAIL_SIDE_BASE,
  DOVETAIL_SIDE_MINE,
  DOVETAIL_SIDE_THEIRS
} DovetailSide;
#define DOVETAIL_N_SIDES 3

typedef struct
{
  JsonNode   *data;        /* whole record; NULL: not there (a base: none is left, so everything overlaps) */
  gboolean    deleted;
  gint64      timestamp;   /* of the change, ms; clamped by the caller */
  JsonNode   *field_times; /* object field -> ms; NULL: timestamp for every field */
  const char *client_id;   /* breaks ties: the higher wins */
  JsonNode   *field_clients; /* object field -> client_id of who set it; NULL: client_id for every field */
} DovetailMergeSide;

typedef enum
{
  DOVETAIL_OUTCOME_SAME,    /* both sides made the same change */
  DOVETAIL_OUTCOME_MINE,    /* only mine changed it */
  DOVETAIL_OUTCOME_THEIRS,  /* only theirs changed it */
  DOVETAIL_OUTCOME_BOTH,    /* both changed it and the two fit together */
  DOVETAIL_OUTCOME_DECIDED, /* both changed it differently; policy or rule chose a side */
  DOVETAIL_OUTCOME_CONFLICT /* both changed it differently; it needs a person. merged holds theirs */
} DovetailOutcome;

typedef struct
{
  char           *name;
  DovetailOutcome outcome;
  JsonNode       *sides[DOVETAIL_N_SIDES]; /* NULL: absent on that side */
  JsonNode       *merged;                  /* NULL: absent in the result */
  DovetailSide    taken;                   /* of DECIDED: which side won */
} DovetailFieldMerge;

typedef enum
{
  DOVETAIL_CAUSE_FIELDS,         /* the same fields changed differently */
  DOVETAIL_CAUSE_DELETE_WINS,    /* a delete met an edit */
  DOVETAIL_CAUSE_DONE_WINS,      /* a completion met another status */
  DOVETAIL_CAUSE_CREATED_TWICE,  /* two creates of one id */
  DOVETAIL_CAUSE_NO_BASE,        /* no base is left, so the whole record overlaps */
  DOVETAIL_CAUSE_LIST_DELETED,   /* a task meant for a list that was deleted went to the Inbox: told, never asked */
  DOVETAIL_CAUSE_OTHER_HISTORY,  /* a server of another history had it newer: known to this device alone, told, never asked */
  DOVETAIL_CAUSE_REFUSED         /* the server refused an answer put together by hand: likewise */
} DovetailCause;

const char *dovetail_cause_to_string   (DovetailCause  cause);
gboolean    dovetail_cause_from_string (const char    *text,
                                        DovetailCause *cause);

typedef struct
{
  JsonNode     *merged;      /* sealed object: what is stored */
  gboolean      deleted;     /* delete wins */
  GPtrArray    *fields;      /* DovetailFieldMerge, only fields that at least one side changed */
  guint         n_conflicts; /* fields with outcome CONFLICT */
  guint         n_decided;   /* fields with outcome DECIDED: their losing side goes to the history */
  gboolean      edit_lost;   /* a delete beat an edit (deleted is TRUE) */
  DovetailCause cause;       /* says why, when n_conflicts, n_decided or edit_lost */
} DovetailMerge;

/* Pure: three sides in, a value out. schema may be NULL (unknown type: every field is a whole value).
 * All non-overlapping changes are taken; the rules done wins and delete wins follow; the policy only
 * decides fields that both sides changed differently. */
DovetailMerge *dovetail_merge      (const DovetailSchema    *schema,
                                    const DovetailMergeSide  sides[DOVETAIL_N_SIDES],
                                    DovetailPolicy           policy);
void           dovetail_merge_free (DovetailMerge           *merge);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailMerge, dovetail_merge_free)

G_END_DECLS
