/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/authorship.h"
#include "server/caller.h"
#include "server/foresight.h"
#include "server/ledger-families.h"
#include "server/server-private.h"

G_BEGIN_DECLS

/* What one request writes, inside its transaction. */
typedef struct
{
  DovetailServer       *server;
  const DovetailCaller *caller;
  DovetailFamily       *family;    /* the caller's, borrowed; moves on with what is written */
  DovetailForesight    *foresight; /* borrowed; NULL: nothing was asked for ahead */
  DovetailPolicy        policy;
  gint64                now;       /* ms */
  gint64                n_written; /* versions stored, those that follow from others included */
  gint64                n_results; /* of these, the ones that a result speaks of */
  GPtrArray            *contested; /* DovetailConflict: made by this request, decided ones included */
  GPtrArray            *rewarded;  /* char *: users whose completions this request changed */
} DovetailWriter;

void     dovetail_writer_init  (DovetailWriter            *writer,
                                DovetailServer            *server,
                                const DovetailCaller      *caller,
                                DovetailFamily            *family,
                                DovetailPolicy             policy);
void     dovetail_writer_clear (DovetailWriter            *writer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DovetailWriter, dovetail_writer_clear)

/* A record as it is now; NULL: there is none. */
gboolean dovetail_writer_find  (DovetailWriter            *writer,
                                const char                *entity_type,
                                const char                *entity_id,
                                DovetailStored           **stored,
                                GError                   **error);
/* The next version of a record; before NULL: its first. The one way in which a record ever changes. */
gboolean dovetail_writer_store (DovetailWriter            *writer,
                                const DovetailStored      *before,
                                const char                *entity_type,
                                const char                *entity_id,
                                JsonNode                  *data,
                                gboolean                   deleted,
                                const DovetailAuthorship  *act,
                                DovetailStored           **after,
                                GError                   **error);
/* Adds the names, for people and as of now, of the ids. */
gboolean dovetail_writer_name_author (DovetailWriter      *writer,
                                      DovetailAuthor      *author,
                                      GError             **error);
/* Registers a conflict, or what became of one. */
gboolean dovetail_writer_note  (DovetailWriter            *writer,
                                DovetailConflict          *conflict,
                                GError                   **error);

G_END_DECLS
