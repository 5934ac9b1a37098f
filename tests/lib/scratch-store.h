/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/data.h"
#include "store/store.h"

G_BEGIN_DECLS

/* A store in a folder of its own, with a clock and a random source that the test owns. */
typedef struct
{
  char          *directory;
  gint64         now;    /* ms; advances only when the test says so */
  guint32        random; /* state of the generator */
  guint8         key[DOVETAIL_STORE_KEY_BYTES];
  gboolean       sealed;
  DovetailStore *store;
} ScratchStore;

ScratchStore *scratch_store_new    (gboolean      sealed);
/* Begins with this database (NULL: none), as if it had been written by an earlier process. */
ScratchStore *scratch_store_new_from (GBytes     *database,
                                      gboolean    sealed);
void          scratch_store_reopen (ScratchStore *scratch); /* closes and opens again */
void          scratch_store_free   (ScratchStore *scratch); /* removes the folder */
DovetailStoreOptions
              scratch_store_options (ScratchStore *scratch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScratchStore, scratch_store_free)

void          scratch_remove_tree  (const char   *path);

/* Puts a record as the server would have it, nothing pending. text as in scratch_data(). */
void          scratch_put_synced   (ScratchStore *scratch,
                                    const char   *entity_type,
                                    const char   *entity_id,
                                    gint64        version,
                                    const char   *text,
                                    gboolean      deleted);
void          scratch_put          (ScratchStore    *scratch,
                                    DovetailReplica *replica);
/* Must succeed. */
DovetailReplica *
              scratch_get          (ScratchStore *scratch,
                                    const char   *entity_type,
                                    const char   *entity_id);
void          scratch_create       (ScratchStore *scratch,
                                    const char   *entity_type,
                                    const char   *entity_id,
                                    const char   *text);
void          scratch_update       (ScratchStore *scratch, /* a second later */
                                    const char   *entity_type,
                                    const char   *entity_id,
                                    const char   *text);

/* Data written with single quotes for double ones. */
JsonNode     *scratch_data         (const char   *text);
/* Canonical text with single quotes. */
char         *scratch_text         (JsonNode     *data);

G_END_DECLS
