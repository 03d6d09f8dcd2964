package main

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

//go:embed all:testdata/theme
var theme embed.FS

// A bench is one run of this program.
type bench struct {
	dir                string
	posts              int
	seed               uint64
	rounds, hugoRounds int
	pressbox, hugo     string // programs; no Hugo when empty
	standard           bool
	builds, previews   bool // what is measured

	corpus *corpus
	rows   []*row
}

// A row is one program with one theme.
type row struct {
	name  string
	site  string // its folder
	out   string
	build func() (measure, error)
	reset func() error                // forgets everything built before
	serve func(port string) *exec.Cmd // its preview
	docs  func(*post) string
	page  string // the template that is edited, from the site's folder
	runs  int

	files int
	bytes int64
	cost  map[string][]measure
	moved map[string]int // files changed
}

// The cases, in the order in which they are run.
const (
	afterClean   = "clean"
	afterNothing = "nothing changed"
	afterBody    = "one body edited"
	afterTitle   = "one title edited"
	afterLayout  = "one template edited"
	afterAdded   = "one post added"
)

// cases returns them in that order.
func cases() []string {
	return []string{afterClean, afterNothing, afterBody, afterTitle, afterLayout, afterAdded}
}

func (b *bench) run(ctx context.Context) error {
	var err error
	if b.pressbox == "" {
		b.pressbox = filepath.Join(b.dir, "pressbox")
		if out, err := exec.CommandContext(ctx, "go", "build", "-o", b.pressbox, "./cmd/pressbox").CombinedOutput(); err != nil {
			return fmt.Errorf("building pressbox (run this in its folder): %w\n%s", err, out)
		}
	}
	if b.corpus, err = makeCorpus(b.posts, b.seed); err != nil {
		return err
	}
	if err := b.sites(); err != nil {
		return err
	}
	for round := range max(b.rounds, b.hugoRounds) {
		for _, r := range b.rows {
			if round >= r.runs {
				continue
			}
			fmt.Fprintf(os.Stderr, "round %d: %s\n", round+1, r.name)
			if b.builds {
				if err := b.all(ctx, r); err != nil {
					return fmt.Errorf("%s: %w", r.name, err)
				}
			}
			if b.previews && r.serve != nil {
				if err := b.preview(r); err != nil {
					return fmt.Errorf("%s: preview: %w", r.name, err)
				}
			}
		}
		if b.builds && round < b.rounds {
			if err := b.floor(); err != nil {
				return fmt.Errorf("floor: %w", err)
			}
		}
	}
	b.print()
	return nil
}

// sites writes the corpus for every program.
func (b *bench) sites() error {
	ours := func(name, dir string, themed bool) error {
		site := filepath.Join(b.dir, dir)
		out := filepath.Join(site, "public")
		if err := b.corpus.writePressbox(site, !themed); err != nil {
			return err
		}
		if themed {
			if err := copyTheme(site); err != nil {
				return err
			}
		} else if err := b.copyDefault(site); err != nil {
			return err
		}
		b.rows = append(b.rows, &row{
			name: name, site: site, out: out, runs: b.rounds, page: "templates/post.html",
			build: func() (measure, error) {
				return run(site, b.pressbox, "build", "-q", "--now", "2025-12-31T12:00:00Z")
			},
			reset: func() error {
				if err := os.RemoveAll(filepath.Join(site, ".pressbox")); err != nil {
					return err
				}
				return os.RemoveAll(out)
			},
			serve: func(port string) *exec.Cmd {
				return exec.Command(b.pressbox, "serve", "--port", port, "--now", "2025-12-31T12:00:00Z")
			},
			docs: (*post).pressbox,
		})
		return nil
	}
	if err := ours("pressbox", "ours", true); err != nil {
		return err
	}
	if b.standard {
		if err := ours("pressbox, default theme", "default", false); err != nil {
			return err
		}
	}
	if b.hugo != "" {
		site := filepath.Join(b.dir, "hugo")
		out := filepath.Join(site, "public")
		if err := b.corpus.writeHugo(site); err != nil {
			return err
		}
		b.rows = append(b.rows, &row{
			name: "hugo", site: site, out: out, runs: b.hugoRounds, page: "layouts/page.html",
			build: func() (measure, error) { return run(site, b.hugo, hugoArgs(out)...) },
			reset: func() error { return os.RemoveAll(out) },
			serve: func(port string) *exec.Cmd {
				return exec.Command(b.hugo, "server", "--port", port, "--noBuildLock", "--ignoreCache", "--renderToMemory")
			},
			docs: (*post).hugo,
		})
	}
	b.rows = append(b.rows, &row{name: "floor"})
	for _, r := range b.rows {
		r.cost, r.moved = map[string][]measure{}, map[string]int{}
	}
	return nil
}

// copyTheme lays the benchmark's theme into a site.
func copyTheme(site string) error {
	w := writer{dir: site}
	err := fs.WalkDir(theme, "testdata/theme", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := theme.ReadFile(name)
		w.file(strings.TrimPrefix(name, "testdata/theme/"), string(content))
		return err
	})
	return cmp.Or(err, w.err)
}

// copyDefault copies the one template that is edited out of the default theme.
func (b *bench) copyDefault(site string) error {
	out, err := exec.Command(b.pressbox, "-C", site, "theme", "copy", "templates/post.html").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// all builds r clean, edits it, builds it again, and puts everything back.
func (b *bench) all(ctx context.Context, r *row) error {
	if err := r.reset(); err != nil {
		return err
	}
	measured := len(r.cost[afterClean]) > 0 // trees are compared in the first round only
	var before tree
	for _, name := range cases() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.edit(r, name); err != nil {
			return err
		}
		m, err := r.build()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		r.cost[name] = append(r.cost[name], m)
		if measured {
			continue
		}
		after, bytes, err := readTree(r.out)
		if err != nil {
			return err
		}
		if name == afterClean {
			r.files, r.bytes = len(after), bytes
		}
		r.moved[name] = changed(before, after)
		before = after
	}
	return b.restore(r)
}

// edited is the post that is edited: neither new nor popular.
func (b *bench) edited() *post { return &b.corpus.posts[len(b.corpus.posts)*2/3] }

// addition is the post that is added: the newest.
func (b *bench) addition() post {
	p := b.corpus.posts[len(b.corpus.posts)-1]
	p.time = p.time.Add(time.Hour)
	p.title = "A post that was not there"
	p.slug = "a-post-that-was-not-there"
	return p
}

// edit makes the change of a case.
func (b *bench) edit(r *row, name string) error {
	w := writer{dir: r.site}
	p := *b.edited()
	switch name {
	case afterBody:
		p.body += "\nOne more paragraph, which was not there before.\n"
		w.file("content/posts/"+p.path(), r.docs(&p))
	case afterTitle:
		p.title += ", again"
		w.file("content/posts/"+p.path(), r.docs(&p))
	case afterLayout:
		full := filepath.Join(r.site, r.page)
		text, err := os.ReadFile(full)
		if err != nil {
			return err
		}
		w.file(r.page, strings.Replace(string(text), "<article", `<article id="x"`, 1))
	case afterAdded:
		p := b.addition()
		w.file("content/posts/"+p.path(), r.docs(&p))
	}
	return w.err
}

func (b *bench) restore(r *row) error {
	w := writer{dir: r.site}
	p := b.edited()
	w.file("content/posts/"+p.path(), r.docs(p))
	full := filepath.Join(r.site, r.page)
	text, err := os.ReadFile(full)
	if err != nil {
		return err
	}
	w.file(r.page, strings.Replace(string(text), `<article id="x"`, "<article", 1))
	extra := b.addition()
	return cmp.Or(w.err, os.Remove(filepath.Join(r.site, "content", "posts", filepath.FromSlash(extra.path()))))
}

// floor measures the least work: the documents and the tree of the first row.
func (b *bench) floor() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	r := b.rows[len(b.rows)-1]
	out := filepath.Join(b.dir, "floor")
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	m, err := run(b.dir, self, "-floor", filepath.Join(b.rows[0].site, "content"), b.rows[0].out, out)
	if err != nil {
		return err
	}
	r.cost[afterClean] = append(r.cost[afterClean], m)
	r.files, r.bytes = b.rows[0].files, b.rows[0].bytes
	return os.RemoveAll(out)
}

// print writes the tables.
func (b *bench) print() {
	fmt.Printf("%d posts, seed %d, %d rounds; processor time, medians\n\n", b.posts, b.seed, b.rounds)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "program\tcase\tcpu s\twall s\tpeak MiB\tratio to ours\tfiles changed")
	for _, r := range b.rows {
		for _, name := range append(cases(), previews()...) {
			runs := r.cost[name]
			if len(runs) == 0 {
				continue
			}
			m := median(runs)
			base := median(b.rows[0].cost[name])
			moved := "" // a preview writes no files
			if n, ok := r.moved[name]; ok {
				moved = strconv.Itoa(n)
			}
			fmt.Fprintf(w, "%s\t%s\t%.3f\t%.3f\t%d\t%.2f\t%s\n", r.name, name, m.cpu.Seconds(), m.wall.Seconds(), m.memory>>20, m.cpu.Seconds()/base.cpu.Seconds(), moved)
		}
	}
	w.Flush()
	if !b.builds {
		return
	}
	fmt.Println()
	w = tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "program\tfiles\tMB\tfiles to ours\tbytes to ours")
	for _, r := range b.rows {
		fmt.Fprintf(w, "%s\t%d\t%.1f\t%+.1f %%\t%+.1f %%\n", r.name, r.files, float64(r.bytes)/1e6,
			100*(float64(r.files)/float64(b.rows[0].files)-1), 100*(float64(r.bytes)/float64(b.rows[0].bytes)-1))
	}
	w.Flush()
	floor := median(b.rows[len(b.rows)-1].cost[afterClean])
	fmt.Printf("\nclean build to floor: %.2f", median(b.rows[0].cost[afterClean]).cpu.Seconds()/floor.cpu.Seconds())
	for _, r := range b.rows[1:] {
		if r.name == "hugo" {
			fmt.Printf(" (hugo: %.2f)", median(r.cost[afterClean]).cpu.Seconds()/floor.cpu.Seconds())
		}
	}
	fmt.Println()
}

// median returns the run in the middle by processor time.
func median(runs []measure) measure {
	sorted := slices.SortedFunc(slices.Values(runs), func(a, b measure) int { return cmp.Compare(a.cpu, b.cpu) })
	return sorted[len(sorted)/2]
}
