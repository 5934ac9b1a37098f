/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happened in a conflict, said the way one would tell a friend: who, on which device, did what, and
 * when. */
#include "app/conflict-words.h"

#include <glib/gi18n.h>

#include "app/value-words.h"
#include "core/data.h"
#include "store/settings.h"

void
dovetail_conflict_reader_init (DovetailConflictReader *reader, DovetailStore *store)
{
  reader->device_id = dovetail_store_get_setting (store, DOVETAIL_SETTING_DEVICE_ID);
  reader->user_id = dovetail_store_get_setting (store, DOVETAIL_SETTING_USER_ID);
  reader->now = dovetail_store_now (store);
}

void
dovetail_conflict_reader_clear (DovetailConflictReader *reader)
{
  g_clear_pointer (&reader->device_id, g_free);
  g_clear_pointer (&reader->user_id, g_free);
}

static const char *
title_of (JsonNode *data)
{
  const char *title = dovetail_data_get_string (data, "title");

  return title != NULL ? title : dovetail_data_get_string (data, "name");
}

char *
dovetail_conflict_title (DovetailConflict *conflict)
{
  static const DovetailSide order[] = { DOVETAIL_SIDE_MINE, DOVETAIL_SIDE_THEIRS, DOVETAIL_SIDE_BASE };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      const char *title = title_of (conflict->sides[order[i]]);

      if (title != NULL && *title != '\0')
        return g_strdup (title);
    }
  return g_strdup (_ ("Untitled"));
}

static const DovetailAuthor *
author_of (DovetailConflict *conflict, DovetailSide side)
{
  return side == DOVETAIL_SIDE_MINE ? &conflict->mine : &conflict->theirs;
}

/* Mine belongs to the person who reads; theirs does when another device of theirs wrote it. */
static gboolean
is_reader (const DovetailConflictReader *reader, DovetailConflict *conflict, DovetailSide side)
{
  const DovetailAuthor *author = author_of (conflict, side);

  if (author->user_id != NULL && reader->user_id != NULL)
    return g_str_equal (author->user_id, reader->user_id);
  if (side == DOVETAIL_SIDE_MINE)
    return TRUE;
  return (author->user_id != NULL && g_strcmp0 (author->user_id, conflict->mine.user_id) == 0)
         || (author->client_id != NULL && g_strcmp0 (author->client_id, reader->device_id) == 0);
}

/* "this computer", "phone"; NULL: nobody said its name. */
static const char *
device_of (const DovetailConflictReader *reader, const DovetailAuthor *author)
{
  if (author->client_id != NULL && g_strcmp0 (author->client_id, reader->device_id) == 0)
    return _ ("this computer");
  return author->device_name;
}

char *
dovetail_conflict_author (const DovetailConflictReader *reader, DovetailConflict *conflict, DovetailSide side)
{
  g_return_val_if_fail (reader != NULL && conflict != NULL, NULL);

  const DovetailAuthor *author = author_of (conflict, side);
  const char *device = device_of (reader, author);

  if (is_reader (reader, conflict, side))
    /* Translators: as in "You, on phone" */
    return device != NULL ? g_strdup_printf (_ ("You, on %s"), device) : g_strdup (_ ("You"));
  if (author->user_name != NULL && device != NULL)
    /* Translators: a person and their device, as in "Anna (phone)" */
    return g_strdup_printf (_ ("%s (%s)"), author->user_name, device);
  if (author->user_name != NULL)
    return g_strdup (author->user_name);
  /* Translators: as in "Someone, on phone" */
  return device != NULL ? g_strdup_printf (_ ("Someone, on %s"), device) : g_strdup (_ ("Someone else"));
}

char *
dovetail_conflict_byline (const DovetailConflictReader *reader, DovetailConflict *conflict, DovetailSide side)
{
  g_return_val_if_fail (reader != NULL && conflict != NULL, NULL);

  const DovetailAuthor *author = author_of (conflict, side);
  g_autofree char *who = dovetail_conflict_author (reader, conflict, side);
  g_autofree char *moment = NULL;

  if (author->time == 0)
    return g_steal_pointer (&who);
  moment = dovetail_words_moment (author->time, reader->now);
  /* Translators: who and when, as in "Anna (phone), 14:05" */
  return g_strdup_printf (_ ("%s, %s"), who, moment);
}

static gboolean
is_done (JsonNode *data)
{
  return g_strcmp0 (dovetail_data_get_string (data, "status"), "done") == 0;
}

/* Which side completed the task while the other did something else to it; BASE: neither. */
static DovetailSide
completed_side (DovetailConflict *conflict)
{
  gboolean mine = is_done (conflict->sides[DOVETAIL_SIDE_MINE]);
  gboolean theirs = is_done (conflict->sides[DOVETAIL_SIDE_THEIRS]);
  gboolean disputed
      = conflict->cause == DOVETAIL_CAUSE_DONE_WINS
        || (conflict->fields != NULL && g_strv_contains ((const char *const *) conflict->fields, "status"));

  if (!disputed || mine == theirs || is_done (conflict->sides[DOVETAIL_SIDE_BASE]))
    return DOVETAIL_SIDE_BASE;
  return mine ? DOVETAIL_SIDE_MINE : DOVETAIL_SIDE_THEIRS;
}

/* Both sides are the reader's own, on two devices. */
static char *
own_headline (const DovetailConflictReader *reader, DovetailConflict *conflict, const char *title)
{
  const char *mine = device_of (reader, &conflict->mine);
  const char *theirs = device_of (reader, &conflict->theirs);

  if (mine == NULL)
    mine = _ ("one device");
  if (theirs == NULL)
    theirs = _ ("another device");
  if (conflict->deleted[DOVETAIL_SIDE_THEIRS])
    return g_strdup_printf (_ ("You deleted “%s” on %s and changed it on %s"), title, theirs, mine);
  if (conflict->deleted[DOVETAIL_SIDE_MINE])
    return g_strdup_printf (_ ("You deleted “%s” on %s and changed it on %s"), title, mine, theirs);
  if (conflict->cause == DOVETAIL_CAUSE_CREATED_TWICE)
    return g_strdup_printf (_ ("You created “%s” on %s and on %s"), title, mine, theirs);
  if (completed_side (conflict) == DOVETAIL_SIDE_THEIRS)
    return g_strdup_printf (_ ("You completed “%s” on %s and changed it on %s"), title, theirs, mine);
  if (completed_side (conflict) == DOVETAIL_SIDE_MINE)
    return g_strdup_printf (_ ("You completed “%s” on %s and changed it on %s"), title, mine, theirs);
  return g_strdup_printf (_ ("You changed “%s” on %s and on %s"), title, mine, theirs);
}

char *
dovetail_conflict_headline (const DovetailConflictReader *reader, DovetailConflict *conflict)
{
  g_return_val_if_fail (reader != NULL && conflict != NULL, NULL);

  g_autofree char *title = dovetail_conflict_title (conflict);
  g_autofree char *who = dovetail_conflict_author (reader, conflict, DOVETAIL_SIDE_THEIRS);

  if (is_reader (reader, conflict, DOVETAIL_SIDE_THEIRS))
    return own_headline (reader, conflict, title);
  if (conflict->deleted[DOVETAIL_SIDE_THEIRS])
    return g_strdup_printf (_ ("%s deleted “%s” while you changed it"), who, title);
  if (conflict->deleted[DOVETAIL_SIDE_MINE])
    return g_strdup_printf (_ ("You deleted “%s” while %s changed it"), title, who);
  if (conflict->cause == DOVETAIL_CAUSE_CREATED_TWICE)
    return g_strdup_printf (_ ("You and %s both created “%s”"), who, title);
  if (completed_side (conflict) == DOVETAIL_SIDE_THEIRS)
    return g_strdup_printf (_ ("%s completed “%s” while you changed it"), who, title);
  if (completed_side (conflict) == DOVETAIL_SIDE_MINE)
    return g_strdup_printf (_ ("You completed “%s” while %s changed it"), title, who);
  return g_strdup_printf (_ ("You and %s both changed “%s”"), who, title);
}

char *
dovetail_conflict_summary (DovetailConflict *conflict, guint fitted, guint asking)
{
  g_autofree char *fitted_words = NULL;
  g_autofree char *asking_words = NULL;

  g_return_val_if_fail (conflict != NULL, NULL);

  if (conflict->deleted[DOVETAIL_SIDE_MINE] || conflict->deleted[DOVETAIL_SIDE_THEIRS])
    return g_strdup (_ ("Choose whether it comes back with the changes, or stays deleted."));
  if (conflict->cause == DOVETAIL_CAUSE_NO_BASE)
    return g_strdup (_ ("It is too long ago to tell who changed what, so everything that differs is shown."));
  if (asking == 0)
    return g_strdup (_ ("Everything fits together by now; nothing needs you."));
  asking_words = g_strdup_printf (ngettext ("%u needs you.", "%u need you.", asking), asking);
  if (fitted == 0)
    return g_strdup_printf (ngettext ("%u field needs you.", "%u fields need you.", asking), asking);
  fitted_words = g_strdup_printf (
      ngettext ("%u field was fitted together", "%u fields were fitted together", fitted), fitted);
  /* Translators: as in "3 fields were fitted together; 2 need you." */
  return g_strdup_printf (_ ("%s; %s"), fitted_words, asking_words);
}

char *
dovetail_conflict_fields (DovetailConflict *conflict)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (conflict != NULL, NULL);

  if (conflict->deleted[DOVETAIL_SIDE_MINE] || conflict->deleted[DOVETAIL_SIDE_THEIRS])
    return g_strdup (_ ("Deleted and changed"));
  for (guint i = 0; conflict->fields != NULL && conflict->fields[i] != NULL; i++)
    if (!g_str_equal (conflict->fields[i], "due_zone") && !g_str_equal (conflict->fields[i], "completed_at"))
      g_ptr_array_add (words, dovetail_words_field (conflict->entity_type, conflict->fields[i]));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (", ", (char **) words->pdata);
}

char *
dovetail_conflict_group (DovetailConflict *conflict)
{
  g_autofree char *fields = NULL;

  g_return_val_if_fail (conflict != NULL, NULL);

  fields = dovetail_conflict_fields (conflict);
  if (conflict->cause == DOVETAIL_CAUSE_CREATED_TWICE)
    /* Translators: fields, as in "Created twice: Due, Notes" */
    return g_strdup_printf (_ ("Created twice: %s"), fields);
  if (conflict->cause == DOVETAIL_CAUSE_NO_BASE)
    return g_strdup_printf (_ ("Changed long ago: %s"), fields);
  return g_strdup_printf (_ ("Both changed: %s"), fields);
}

char *
dovetail_conflict_resolution (DovetailConflict *conflict)
{
  static const struct
  {
    const char *strategy;
    const char *words;
  } answers[] = {
    { DOVETAIL_RESOLUTION_CLIENT_WINS, N_ ("Your version was kept") },
    { DOVETAIL_RESOLUTION_SERVER_WINS, N_ ("Their version was kept") },
    { DOVETAIL_RESOLUTION_USER_MERGE, N_ ("Put together field by field") },
    { DOVETAIL_RESOLUTION_BOTH, N_ ("Both were kept, as two tasks") },
    { "delete_wins", N_ ("It stayed deleted") },
    { "done_wins", N_ ("It stayed completed") },
    { "last_write_wins", N_ ("The newer version was kept") },
    { "list_deleted", N_ ("Its list was deleted; it is in the Inbox") },
    { "operational_transform", N_ ("Merged by itself") },
  };

  g_return_val_if_fail (conflict != NULL, NULL);

  if (conflict->cause == DOVETAIL_CAUSE_OTHER_HISTORY)
    return g_strdup (_ ("The server had a newer version"));
  if (conflict->cause == DOVETAIL_CAUSE_REFUSED)
    return g_strdup (_ ("The server did not accept your version"));
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_strcmp0 (conflict->resolution, answers[i].strategy) == 0)
      return g_strdup (_ (answers[i].words));
  return g_strdup (_ ("Settled"));
}
