/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A desktop session of the test's own: bus, display, window manager, keyring. Nothing of the real one is touched. */

#pragma once

#include <gio/gio.h>

typedef struct
{
  char        *home;    /* HOME, XDG directories, sockets */
  char        *address; /* of the session bus */
  char        *display; /* ":99", or NULL */
  char        *locale;  /* of what runs in it, as in "de_DE.UTF-8"; NULL: C.UTF-8 */
  GSubprocess *bus;
  GSubprocess *screen;
  GSubprocess *window_manager;
  GSubprocess *keyring;
} Desktop;

Desktop *desktop_new                  (void);
void     desktop_free                 (Desktop *desktop);
void     desktop_start_display        (Desktop    *desktop,
                                       const char *size);
void     desktop_start_keyring        (Desktop    *desktop,
                                       const char *password);
void     desktop_lock_keyring         (Desktop *desktop);
void     desktop_reset_keyring        (Desktop    *desktop,
                                       const char *password);
void     desktop_set_locale           (Desktop    *desktop,
                                       const char *locale);
char   **desktop_apply_to_environment (Desktop *desktop,
                                       char   **environment);
void     desktop_wait_for_no_owner    (Desktop    *desktop,
                                       const char *name);
gboolean desktop_has_program          (const char *program);
GDBusConnection *desktop_connect      (Desktop *desktop);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desktop, desktop_free)
