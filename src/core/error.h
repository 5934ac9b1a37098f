/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One domain for the whole product. A code exists only because a caller branches on it;
 * the message is what a person reads: what happened, and what to do. */
#define DOVETAIL_ERROR (dovetail_error_quark ())

typedef enum
{
  DOVETAIL_ERROR_FAILED,              /* nothing more specific */
  DOVETAIL_ERROR_INVALID,             /* input that breaks a rule: text, field, argument */
  DOVETAIL_ERROR_NOT_FOUND,           /* no such record, conflict, setting, secret */
  DOVETAIL_ERROR_BUSY,                /* another process or thread holds the lock */
  DOVETAIL_ERROR_TAKEN_BACK,          /* the database took the transaction back for no fault of its own: do it again */
  DOVETAIL_ERROR_NEWER_SCHEMA,        /* written by a newer Dovetail */
  DOVETAIL_ERROR_CORRUPT,             /* stored data cannot be read or opened with this key */
  DOVETAIL_ERROR_FULL,                /* the disk is full */
  DOVETAIL_ERROR_KEYRING_UNAVAILABLE, /* no Secret Service answers */
  DOVETAIL_ERROR_KEYRING_LOCKED,      /* the user did not unlock the keyring */
  DOVETAIL_ERROR_KEY_LOST,            /* the keyring answers and has no key for this store */
  DOVETAIL_ERROR_WRONG_PASSPHRASE,    /* passphrase or recovery code does not fit */
  DOVETAIL_ERROR_OFFLINE,             /* the server cannot be reached: try later */
  DOVETAIL_ERROR_TIMED_OUT,           /* no answer in time: try later */
  DOVETAIL_ERROR_TEMPORARY,           /* 408, 425, 429, 5xx: try later */
  DOVETAIL_ERROR_CERTIFICATE,         /* TLS peer cannot be trusted */
  DOVETAIL_ERROR_UNAUTHORIZED,        /* 401: sign in again */
  DOVETAIL_ERROR_ACCOUNT_CHANGED,     /* another account, or none, is signed in now */
  DOVETAIL_ERROR_FORBIDDEN,           /* 403: the role may not */
  DOVETAIL_ERROR_TOKEN_EXPIRED,       /* 410 sync_token_expired: a full sync is needed */
  DOVETAIL_ERROR_TOKEN_FOREIGN,       /* another 410, the token is of another history: likewise, and what is not listed is not gone */
  DOVETAIL_ERROR_TOKEN_INVALID,       /* 400 invalid_sync_token: a full sync is needed */
  DOVETAIL_ERROR_MOVED,               /* 409: the record moved on, look again */
  DOVETAIL_ERROR_REFUSED,             /* another 4xx: repeating it will not help */
  DOVETAIL_ERROR_PROTOCOL,            /* the peer's answer is not what the protocol says */
  DOVETAIL_ERROR_CRASHED              /* the simulation's crash: unwind, touch nothing */
} DovetailError;

GQuark dovetail_error_quark (void);

G_END_DECLS
