/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a member of a trace's lines, or of a message of the protocol in it, holds: as one const table, in trace-roles.c. */
typedef enum
{
  DOVETAIL_TRACE_ROLE_OURS,    /* written by the recorder: names nothing of anybody's */
  DOVETAIL_TRACE_ROLE_PLAIN,   /* numbers and truth values stay, text is private */
  DOVETAIL_TRACE_ROLE_WORD,    /* a word of the protocol, as far as it is one */
  DOVETAIL_TRACE_ROLE_ID,      /* stands for a record, a device, a person */
  DOVETAIL_TRACE_ROLE_TYPE,    /* an entity type */
  DOVETAIL_TRACE_ROLE_OPAQUE,  /* a token or an etag: only compared */
  DOVETAIL_TRACE_ROLE_WALK,    /* how a walk stands in the settings: a word, a colon, a token */
  DOVETAIL_TRACE_ROLE_FILTER,  /* what a device syncs, in the settings */
  DOVETAIL_TRACE_ROLE_QUERY,   /* of a request */
  DOVETAIL_TRACE_ROLE_TIME,    /* when something was done or said */
  DOVETAIL_TRACE_ROLE_TEXT,    /* what people call themselves and their devices, and sentences */
  DOVETAIL_TRACE_ROLE_MESSAGE, /* an object, or an array of such, whose members stand in the table */
  DOVETAIL_TRACE_ROLE_DATA,    /* the fields of a record */
  DOVETAIL_TRACE_ROLE_TIMES,   /* field -> time */
  DOVETAIL_TRACE_ROLE_NAMES,   /* names of fields */
  DOVETAIL_TRACE_ROLE_OUTCOMES /* field -> word of ours */
} DovetailTraceRole;

typedef struct _DovetailTraceRoles DovetailTraceRoles;

DovetailTraceRoles *dovetail_trace_roles_new      (void);
void                dovetail_trace_roles_free     (DovetailTraceRoles *roles);
/* A DovetailTraceRole; -1: the member is not known. */
int                 dovetail_trace_roles_find     (DovetailTraceRoles *roles,
                                                   const char         *member);
/* Whether it is a word of the protocol, which nobody wrote. */
gboolean            dovetail_trace_roles_has_word (DovetailTraceRoles *roles,
                                                   const char         *text);

G_END_DECLS
