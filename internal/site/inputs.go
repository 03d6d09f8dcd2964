package site

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
	"pressbox/internal/render"
)

// Inputs are everything that a site is made from, as it was read. They never
// change once Read has returned them.
type Inputs struct {
	Options Options
	Config  *config.Config
	Content *content.Set

	theme    *theme
	statics  *statics
	problems problem.List // of reading
}

// Read reads the folder. What did not change since previous, which may be nil, is
// taken from there; changed is as for Load.
func Read(ctx context.Context, opt Options, previous *Inputs, changed []string) (*Inputs, error) {
	// The root stays open as long as something of the site can be read from it,
	// and is closed with the last reference to it.
	root, err := os.OpenRoot(opt.Dir)
	if err != nil {
		return nil, err
	}
	if previous == nil {
		previous = &Inputs{}
	}
	in := &Inputs{Options: opt}
	found := func(l problem.List) { in.problems = append(in.problems, l...) }

	var l problem.List
	if in.Config, l, err = config.Load(root); err != nil {
		return nil, err
	}
	found(l)
	if opt.BaseURL != "" {
		base, err := config.ParseBaseURL(opt.BaseURL)
		if err != nil {
			return nil, fmt.Errorf("base URL %q: %w", opt.BaseURL, err)
		}
		in.Config.BaseURL = base
	}

	how := content.Options{Markdown: in.Config.Markdown, Jobs: opt.Jobs, Program: opt.Program}
	if !opt.Fresh {
		how.Cache = ".pressbox"
	}
	if in.Content, l, err = content.Load(ctx, root, how, previous.Content, changed); err != nil {
		return nil, err
	}
	found(l)

	if in.statics, l, err = readStatics(root, opt.Theme, previous.statics, changed); err != nil {
		return nil, err
	}
	found(l)

	if in.theme, err = readTheme(root, opt, in.Config.Language, previous.theme); err != nil {
		return nil, err
	}
	found(in.theme.problems)
	return in, ctx.Err()
}

// A naming gathers what a digest of inputs is made of.
type naming struct{ hash.Hash }

func (n naming) number(i int) { n.Write(binary.AppendUvarint(nil, uint64(i))) }

func (n naming) text(s string) {
	n.number(len(s))
	io.WriteString(n, s)
}

func (n naming) digest() digest.Digest { return digest.Digest(n.Sum(nil)) }

// settings begins a naming with the program, what it was told, site.yaml, and the
// static files.
func (in *Inputs) settings() naming {
	n := naming{sha256.New()}
	n.text(in.Options.Program)
	n.text(in.Config.BaseURL.String())
	n.text(strconv.FormatBool(in.Options.Drafts))
	n.Write(in.Config.Sum[:])
	n.number(len(in.statics.files))
	for _, f := range in.statics.files {
		n.text(f.Path)
		n.Write(f.Sum[:])
	}
	return n
}

// Digest names all that a site is made from but the clock: what has the same digest
// gives the same files and problems until the instant that Site.Next tells.
func (in *Inputs) Digest() digest.Digest {
	n := in.settings()
	all := in.Content.Digest()
	n.Write(all[:])
	for _, s := range in.theme.sources {
		n.text(s.name)
		n.text(string(s.text))
	}
	for _, p := range in.problems { // of files that could not be read there is nothing else
		n.text(p.String())
	}
	return n.digest()
}

// ground names what the data of every page may depend on besides posts, of which plan
// tells a Basis: records, settings, files that are only named, and the day.
func (in *Inputs) ground(today newsroom.Day) digest.Digest {
	n := in.settings()
	n.text(string(today))
	for _, d := range in.Content.Documents {
		if d.Kind != content.Post {
			n.text(d.Path)
			n.Write(d.Sum[:])
		}
	}
	for _, a := range in.Content.Assets {
		n.text(a.Path)
		n.Write(a.Sum[:])
	}
	for _, p := range in.Content.Unread {
		n.text(p)
	}
	return n.digest()
}

// A theme is parsed templates with what they were parsed from.
type theme struct {
	parsed   *render.Theme
	problems problem.List
	language string
	program  string
	sources  []source
}

// A source is a file of templates/.
type source struct {
	name string
	text []byte
}

func (s source) equal(t source) bool { return s.name == t.name && bytes.Equal(s.text, t.text) }

// readTheme parses the site's templates laid over the default theme's, or takes
// them from previous if nothing in them changed.
func readTheme(root *os.Root, opt Options, language string, previous *theme) (*theme, error) {
	t := &theme{language: language, program: opt.Program}
	for _, layer := range []fs.FS{root.FS(), opt.Theme} {
		err := fs.WalkDir(layer, "templates", func(name string, e fs.DirEntry, err error) error {
			hidden := strings.HasPrefix(path.Base(name), ".")
			switch {
			case err != nil: // Parse says what is wrong with it
				return nil
			case hidden && e.IsDir():
				return fs.SkipDir
			case hidden || e.IsDir():
				return nil
			}
			var text []byte
			if info, err := fs.Stat(layer, name); err == nil && info.Mode().IsRegular() { // a link leads to a text that may change
				if text, err = fs.ReadFile(layer, name); err != nil {
					return err
				}
			}
			t.sources = append(t.sources, source{name, text})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if previous != nil && previous.language == language && previous.program == opt.Program &&
		slices.EqualFunc(previous.sources, t.sources, source.equal) {
		return previous, nil
	}
	var err error
	t.parsed, t.problems, err = render.Parse(language, opt.Program, root.FS(), opt.Theme)
	return t, err
}
