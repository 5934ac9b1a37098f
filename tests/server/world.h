/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "server/server.h"

G_BEGIN_DECLS

/* A server in this process, with a clock and a random source that the test owns. */
typedef struct
{
  gint64          now;       /* ms */
  guint64         random;    /* state of the generator */
  char           *directory; /* NULL: the ledger is in memory, or in PostgreSQL */
  char           *database;  /* where the ledger is */
  gboolean        scratch;   /* that is, in PostgreSQL */
  DovetailLedger *ledger;
  DovetailServer *server;
  guint64         n_ids;
  DovetailServerOptions options;
  const char     *accept;    /* what the next requests say they accept; NULL: nothing */
} World;

World *world_new        (void); /* on PostgreSQL where scratch_database_is_there() */
World *world_new_on_disk (void); /* likewise; otherwise in a file rather than in memory */
World *world_new_in_file (void); /* on SQLite in any case */
void   world_restart    (World      *world); /* on disk only: closes and opens again */
const DovetailServerOptions *world_options (World *world);
DovetailLedger *world_open_ledger (World *world); /* a second one on the same database, as of another process */
char  *world_family_id  (World      *world,
                         const char *family);
void   world_run        (World      *world, /* a statement about one family */
                         const char *family,
                         const char *statement);
void   world_free       (World      *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)
char  *world_new_id     (World      *world);
void   world_add_user   (World      *world,
                         const char *name,
                         const char *family,
                         const char *role); /* password: "password of NAME" */

/* One logged-in device. */
typedef struct
{
  World *world;
  char  *user;
  char  *client_id;
  char  *access_token;
  char  *refresh_token;
} Device;

Device *device_new  (World      *world,
                     const char *user,
                     const char *client_id);
void    device_free (Device     *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Device, device_free)

/* An answer: status and parsed body. */
typedef struct
{
  guint     status;
  JsonNode *body;        /* NULL when there is none, or it is no JSON */
  char     *text;
  char     *content_type;
  gint64    retry_after;
} Answer;

void answer_free (Answer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

/* Bodies are written with single quotes for double ones; format as printf. */
Answer *post     (Device     *device,  /* NULL: nobody */
                  World      *world,
                  const char *path,
                  const char *format,
                  ...) G_GNUC_PRINTF (4, 5);
Answer *get      (Device     *device,
                  const char *path,
                  const char *query);
Answer *send_raw (World      *world,
                  const char *method,
                  const char *path,
                  const char *query,
                  const char *authorization,
                  const char *body,
                  gssize      length);

/* What stands at a path such as "results.0.status", as canonical text with single quotes; "-" when absent. */
char   *at       (Answer     *answer,
                  const char *path);
#define assert_at(answer, path, expected) \
  G_STMT_START { \
    g_autofree char *at_found = at (answer, path); \
    if (!g_str_equal (at_found, expected)) \
      g_test_message ("%s", (answer)->text); \
    g_assert_cmpstr (at_found, ==, expected); \
  } G_STMT_END
gint64  int_at   (Answer     *answer,
                  const char *path);
char   *string_at (Answer    *answer,
                   const char *path);

/* One change pushed by a device; the rest of the change behind its ids, e.g. "'operation':'delete','version':1". */
Answer *push_one (Device     *device,
                  const char *policy,
                  const char *entity_type,
                  const char *entity_id,
                  const char *format,
                  ...) G_GNUC_PRINTF (5, 6);

G_END_DECLS
