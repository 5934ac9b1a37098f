/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A record that came down and that this version cannot read. It is kept as it came, for a version that can. */
typedef struct
{
  char     *entity_type; /* as far as it says so; else "" */
  char     *entity_id;   /* likewise; not always a UUID */
  gint64    version;     /* 0: it does not say */
  char     *reason;      /* names the member that is wrong, never what it holds */
  JsonNode *raw;         /* sealed object: what came */
  gint64    since;       /* when it came first, ms */
} DovetailUnreadable;

DovetailUnreadable *dovetail_unreadable_new  (JsonNode           *raw,    /* any value */
                                              const char         *reason);
DovetailUnreadable *dovetail_unreadable_copy (const DovetailUnreadable *unreadable);
void                dovetail_unreadable_free (DovetailUnreadable *unreadable);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailUnreadable, dovetail_unreadable_free)

G_END_DECLS
