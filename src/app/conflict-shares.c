/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where conflicts come from, in rows of words. */

#include "app/conflict-shares.h"

#include <glib/gi18n.h>

#include "app/amount-words.h"
#include "app/policy-words.h"
#include "app/value-words.h"
#include "core/record.h"

static void
share_free (gpointer data)
{
  DovetailConflictShare *share = data;

  g_free (share->label);
  g_free (share->words);
  g_free (share);
}

const char *
dovetail_conflict_shares_title (DovetailConflictsBy by)
{
  switch (by)
    {
    case DOVETAIL_CONFLICTS_BY_FIELD:
      return _ ("By Field");
    case DOVETAIL_CONFLICTS_BY_POLICY:
      return _ ("By Policy");
    case DOVETAIL_CONFLICTS_BY_DEVICE:
      return _ ("By Device");
    case DOVETAIL_CONFLICTS_BY_CAUSE:
      return _ ("By Cause");
    case DOVETAIL_CONFLICTS_BY_TYPE:
    case DOVETAIL_N_CONFLICTS_BY:
    default:
      return _ ("By Kind");
    }
}

static char *
policy_label (const char *key)
{
  DovetailPolicy policy;

  return g_strdup (dovetail_policy_from_string (key, &policy) ? dovetail_policy_words_title (policy) : key);
}

static char *
device_label (const DovetailMetricsShare *share, const char *own_device)
{
  if (own_device != NULL && g_str_equal (share->key, own_device))
    return share->label != NULL ? g_strdup_printf (_ ("This device (%s)"), share->label)
                                : g_strdup (_ ("This device"));
  return g_strdup (share->label != NULL ? share->label : _ ("A device without a name"));
}

static char *
label_of (const DovetailMetricsShare *share, DovetailConflictsBy by, const char *own_device)
{
  if (by == DOVETAIL_CONFLICTS_BY_FIELD)
    return *share->key != '\0' ? dovetail_words_field (DOVETAIL_ENTITY_TASK, share->key)
                               : g_strdup (_ ("The whole task"));
  if (by == DOVETAIL_CONFLICTS_BY_POLICY)
    return policy_label (share->key);
  if (by == DOVETAIL_CONFLICTS_BY_DEVICE)
    return device_label (share, own_device);
  return g_strdup (share->key);
}

/* Takes the label. */
static void
add_share (GPtrArray *shares, char *label, gint64 count, gint64 all)
{
  DovetailConflictShare *share = g_new0 (DovetailConflictShare, 1);
  g_autofree char *percent = NULL;

  share->label = label;
  share->fraction = all > 0 ? MIN (1.0, (double) count / (double) all) : 0;
  percent = dovetail_words_percent (share->fraction);
  /* Translators: as in "12 of 20 conflicts, 60%" */
  share->words = g_strdup_printf (ngettext ("%u of %u conflict, %s", "%u of %u conflicts, %s", (gulong) all),
                                  (guint) count, (guint) all, percent);
  g_ptr_array_add (shares, share);
}

GPtrArray *
dovetail_conflict_shares_list (const DovetailMetrics *metrics,
                               DovetailConflictsBy by,
                               const char *own_device,
                               guint most)
{
  GPtrArray *shares = g_ptr_array_new_with_free_func (share_free);
  GPtrArray *counted;
  gint64 rest = 0;

  g_return_val_if_fail (metrics != NULL && by < DOVETAIL_N_CONFLICTS_BY, shares);

  counted = metrics->conflicts_by[by];
  for (guint i = 0; i < counted->len; i++)
    {
      const DovetailMetricsShare *share = g_ptr_array_index (counted, i);

      if (i < most)
        add_share (shares, label_of (share, by, own_device), share->count, metrics->conflicts);
      else
        rest += share->count;
    }
  if (rest > 0)
    add_share (shares, g_strdup (_ ("All others")), MIN (rest, metrics->conflicts), metrics->conflicts);
  return shares;
}
