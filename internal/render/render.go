// Package render turns one planned file into its bytes, and tells by a key when
// those bytes change.
//
// Its one law: a template sees the page's data and the site's, nothing else, so
// that a key made of them, of the templates reached and of the program is
// complete by construction.
package render

import (
	"io/fs"

	"pressbox/internal/digest"
	"pressbox/internal/markdown"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
)

// Bodies gives the converted body that a page data's digest names.
type Bodies interface {
	Pieces(digest.Digest) (markdown.Pieces, error)
}

// A Renderer makes files of one plan. It is safe for concurrent use.
type Renderer struct{}

// Parse reads the templates of theme (base.html, partials/…, strings.yaml; a
// site's own files already laid over the default ones). program names the
// version of the program that renders.
func Parse(theme fs.FS, program string) (*Theme, problem.List, error) { return nil, nil, nil }

// A Theme is parsed templates and words, ready for any plan.
type Theme struct{}

// For returns a renderer of the files of p. prev, which may be nil, lends what it
// has rendered and still fits.
func (t *Theme) For(p *plan.Plan, bodies Bodies, prev *Renderer) *Renderer { return nil }

// Key returns the digest of everything that the bytes of f depend on: of Parts.
func (r *Renderer) Key(f plan.File) digest.Digest { return digest.Digest{} }

// Parts returns what Key is made from, so that a change can be told in words.
func (r *Renderer) Parts(f plan.File) Parts { return Parts{} }

// Parts are the parts of a key. A part that the file does not depend on is zero.
type Parts struct {
	Program   digest.Digest
	Templates digest.Digest // the template's file, the partials and the hashed static files it reaches, the words
	Site      digest.Digest // what every page knows
	Data      digest.Digest // of the page itself
}

// Render returns the bytes of f. A template that fails is a problem at its place
// (*Failure).
func (r *Renderer) Render(f plan.File) ([]byte, error) { return nil, nil }

// A Failure is a template that could not be executed.
type Failure struct{ Problem problem.Problem }

func (f *Failure) Error() string { return f.Problem.String() }

// Key returns the digest of all parts together.
func (p Parts) Key() digest.Digest {
	b := make([]byte, 0, 4*len(p.Data))
	for _, d := range []digest.Digest{p.Program, p.Templates, p.Site, p.Data} {
		b = append(b, d[:]...)
	}
	return digest.Of(b)
}
