//! Tests of sight and action.
