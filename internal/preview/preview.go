// Package preview turns a site into an http.Handler that renders pages when they
// are asked for, watches the folder, and tells browsers what changed.
//
// Its one law: what it shows is what build writes; the reload script is added to
// the response only.
package preview
