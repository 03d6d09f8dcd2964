// Package deploy puts a published tree onto a host, sending only what changed.
//
// Its one law: readers never see half a site, and only what we put there is
// ever deleted.
package deploy
