package deploy_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pressbox/internal/deploy"
	"pressbox/internal/deploy/folder"
)

// A place is where a test deploys to, with what a test wants to know of it.
type place struct {
	// host opens the place. local is the folder that the site is published in, and
	// cut breaks the host off in the middle; it may be nil.
	host func(local string, c *cut) deploy.Host
	// root is the folder that readers see, if it is one of this machine.
	root string
	// scratch is the repository of a branch that is Pressbox's own.
	scratch string
	bare    string // and the one of the host
	// seen returns what readers can ask for, by path, without what is ours.
	seen func() map[string]string
	// put puts a file there that is not ours.
	put func(name, text string)
	// save remembers what the place holds, and returns what brings it back; it may
	// be nil.
	save func() (restore func())
	// whole says that readers see the old site or the new one and nothing between.
	whole bool
	// slow says that a deploy takes long, for the programs that it starts.
	slow bool
}

// A kind is a kind of host, and the way to a fresh place of it.
type kind struct {
	name string
	open func(t *testing.T) place
}

func kinds() []kind {
	return []kind{
		{"folder", openFolder},
		{"in place", openFlat},
		{"git", func(t *testing.T) place { return openGit(t, true) }},
		{"git without history", func(t *testing.T) place { return openGit(t, false) }},
		{"s3", openS3},
		{"ssh and rsync", func(t *testing.T) place { return openSSH(t, withRsync) }},
		{"ssh and sftp", func(t *testing.T) place { return openSSH(t, withShell) }},
		{"sftp alone", func(t *testing.T) place { return openSSH(t, sftpOnly) }},
	}
}

// linked makes the disks of a host breakable.
func linked(h *deploy.Linked, c *cut) deploy.Host {
	open := h.Open
	return &deploy.Linked{Keep: h.Keep, Name: h.Name, Open: func(ctx context.Context) (deploy.Disk, error) {
		d, err := open(ctx)
		if err != nil {
			return nil, err
		}
		return cutDisk{d, c}, nil
	}}
}

func openFolder(t *testing.T) place {
	at := filepath.Join(t.TempDir(), "www")
	return place{
		root:  filepath.Join(at, "current"),
		host:  func(_ string, c *cut) deploy.Host { return linked(folder.Linked(at, 3), c) },
		seen:  func() map[string]string { return tree(t, filepath.Join(at, "current")) },
		put:   func(name, text string) { write(t, filepath.Join(at, "current", name), text) },
		save:  func() func() { return save(t, at) },
		whole: true,
	}
}

func openFlat(t *testing.T) place {
	at := filepath.Join(t.TempDir(), "www")
	return place{
		root: at,
		host: func(_ string, c *cut) deploy.Host { return deploy.InPlace(cutStore{folder.Flat{Path: at}, c}, 1) },
		seen: func() map[string]string { return tree(t, at) },
		put:  func(name, text string) { write(t, filepath.Join(at, name), text) },
		save: func() func() { return save(t, at) },
	}
}

// tree reads a folder, without what is ours; one that is not there is empty.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.Name() == ".pressbox" {
				return fs.SkipDir
			}
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(name)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	// Not through a hard link: other releases share the file.
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A paper is a made-up site: posts that link to each other, a page that links to
// all of them, a style sheet named by its digest, and a feed.
type paper map[string]string

func newPaper(posts []int, style string) paper {
	p := paper{}
	sum := sha256.Sum256([]byte(style))
	sheet := "css/site." + hex.EncodeToString(sum[:6]) + ".css"
	p[sheet] = style
	head := `<link href="/` + sheet + `">`
	home, feed := head+`<link href="/feed.xml">`, "<feed>"
	for i, n := range posts {
		body := fmt.Sprintf("%s<p>post %d of %d</p>", head, n, len(posts))
		if i > 0 {
			body += fmt.Sprintf(`<a href="/p%d/">before</a>`, posts[i-1])
		}
		if i+1 < len(posts) {
			body += fmt.Sprintf(`<a href="/p%d/">after</a>`, posts[i+1])
		}
		p[fmt.Sprintf("p%d/index.html", n)] = body
		home += fmt.Sprintf(`<a href="/p%d/">post</a>`, n)
		feed += fmt.Sprintf(`<link href="/p%d/"/>`, n)
		if n%3 == 0 {
			p[fmt.Sprintf("media/%d é.jpg", n)] = fmt.Sprint("picture ", n)
			p[fmt.Sprintf("p%d/feed.xml", n)] = fmt.Sprintf(`<feed><link href="/p%d/"/>`, n)
			p[fmt.Sprintf("p%d/index.html", n)] += fmt.Sprintf(`<img href="/media/%d é.jpg"><link href="/p%d/feed.xml">`, n, n)
		}
	}
	p["index.html"], p["feed.xml"], p["CNAME"] = home, feed, "news.example"
	return p
}

// dead returns the links that lead nowhere on the pages that can be reached.
func dead(seen map[string]string) []string {
	var lost []string
	done := map[string]bool{"feed.xml": true, "index.html": true}
	todo := []string{"index.html", "feed.xml"}
	link := regexp.MustCompile(`href="/([^"]*)"`)
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		for _, m := range link.FindAllStringSubmatch(seen[at], -1) {
			to := m[1]
			if to == "" || strings.HasSuffix(to, "/") {
				to += "index.html"
			}
			if _, ok := seen[to]; !ok {
				lost = append(lost, at+" -> "+to)
			}
			if !done[to] {
				done[to] = true
				todo = append(todo, to)
			}
		}
	}
	return lost
}

const siteID = "0d3b6f2e-8a1c-4f57-9f0e-5b1d7c2a9e64"

// publish writes a paper into a folder, as build does, and returns it as a site.
func publish(t *testing.T, local string, p paper) deploy.Site {
	t.Helper()
	if err := os.RemoveAll(local); err != nil {
		t.Fatal(err)
	}
	for name, text := range p {
		write(t, filepath.Join(local, name), text)
	}
	return deploy.Site{ID: siteID, Files: files(p)}
}

// A clock gives each deploy of a test a time of its own.
type clock struct{ now time.Time }

func (c *clock) next() time.Time {
	if c.now.IsZero() {
		c.now = time.Date(2022, 11, 1, 17, 5, 0, 0, time.UTC)
	}
	c.now = c.now.Add(time.Second)
	return c.now
}

// holds fails unless readers see the paper, the foreign files and nothing else but
// hashed files that the record keeps.
func holds(t *testing.T, at place, p paper, foreign map[string]string, r *deploy.Report) {
	t.Helper()
	want := maps.Clone(map[string]string(p))
	maps.Copy(want, foreign)
	seen := at.seen()
	for _, k := range r.Record.Kept {
		if _, ok := seen[k.Path]; !ok {
			t.Errorf("%s is kept by the record only", k.Path)
		}
		delete(seen, k.Path)
	}
	if _, ok := want[".nojekyll"]; !ok {
		delete(seen, ".nojekyll")
	}
	if !maps.Equal(seen, want) {
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if text, ok := seen[name]; !ok {
				t.Errorf("%s is missing", name)
			} else if text != want[name] {
				t.Errorf("%s holds %q, not %q", name, text, want[name])
			}
		}
		for _, name := range slices.Sorted(maps.Keys(seen)) {
			if _, ok := want[name]; !ok {
				t.Errorf("%s is left", name)
			}
		}
	}
	if lost := dead(at.seen()); lost != nil {
		t.Errorf("links lead nowhere: %v", lost)
	}
}

// each runs a test for every kind of host.
func each(t *testing.T, test func(t *testing.T, at place)) { run(t, kinds(), test) }

// most runs a test for hosts that differ in more than how files get there.
func most(t *testing.T, test func(t *testing.T, at place)) {
	others := []string{"ssh and rsync", "ssh and sftp", "git without history"}
	run(t, slices.DeleteFunc(kinds(), func(k kind) bool { return slices.Contains(others, k.name) }), test)
}

// whole are hosts on which readers see the old site or the new one.
func whole() []kind {
	others := []string{"in place", "s3", "ssh and sftp", "git without history"}
	return slices.DeleteFunc(kinds(), func(k kind) bool { return slices.Contains(others, k.name) })
}

// folders are the hosts that keep files in folders of a machine.
func folders() []kind {
	return slices.DeleteFunc(kinds(), func(k kind) bool { return strings.HasPrefix(k.name, "git") || k.name == "s3" })
}

func run(t *testing.T, kinds []kind, test func(t *testing.T, at place)) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			test(t, k.open(t))
		})
	}
}

func TestFromAnyStateADeployEndsWithTheTreeAndForeignFiles(t *testing.T) {
	each(t, func(t *testing.T, at place) {
		random := rand.New(rand.NewPCG(7, uint64(len(t.Name()))))
		local := filepath.Join(t.TempDir(), "public")
		var now clock
		foreign := map[string]string{}
		rounds := 8
		if at.slow || testing.Short() {
			rounds = 2
		}
		for round := range rounds {
			var posts []int
			for n := range 9 {
				if random.IntN(3) > 0 {
					posts = append(posts, n)
				}
			}
			p := newPaper(posts, fmt.Sprintf("p { color: #00%d }", random.IntN(3)))
			if random.IntN(2) == 0 { // what was a file becomes a folder, and back
				p["about"] = "a file"
			} else {
				p["about/index.html"] = "a folder"
			}
			site := publish(t, local, p)
			if random.IntN(3) > 0 {
				c := &cut{left: random.IntN(14), after: random.IntN(2) == 0}
				r, err := deploy.Run(t.Context(), site, at.host(local, c), deploy.Options{MaxDeletes: 99, Time: now.next()})
				off := c.off()
				if !off && err != nil {
					t.Fatalf("round %d: not cut off, and the deploy returns %v", round, err)
				}
				if err == nil {
					holds(t, at, p, foreign, r)
				}
				if off && random.IntN(2) == 0 {
					continue // and another site comes next
				}
			}
			r, err := deploy.Run(t.Context(), site, at.host(local, nil), deploy.Options{MaxDeletes: 99, Time: now.next()})
			if err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			holds(t, at, p, foreign, r)
			if t.Failed() {
				t.Fatalf("in round %d", round)
			}
			again, err := deploy.Run(t.Context(), site, at.host(local, nil), deploy.Options{Time: now.next(), Verify: true})
			if err != nil || !again.Empty() {
				t.Fatalf("round %d: nothing changed, and %v, %v", round, again.Paths(), err)
			}
			name := fmt.Sprintf("upload/%d.txt", round)
			at.put(name, "not ours")
			foreign[name] = "not ours"
		}
	})
}

func TestInterruptedAnywhereASiteIsWholeAndRunAgainItCompletes(t *testing.T) {
	each(t, func(t *testing.T, at place) {
		local := filepath.Join(t.TempDir(), "public")
		var now clock
		old := newPaper([]int{1, 2, 3}, "p { color: red }")
		next := newPaper([]int{1, 3, 6}, "p { color: green }")
		if at.slow { // and whole, so that little depends on what is sent
			old, next = newPaper([]int{1}, "p { color: red }"), newPaper([]int{2}, "p { color: green }")
		}
		next["about"] = "about"
		run := func(p paper, c *cut) (*deploy.Report, error) {
			return deploy.Run(t.Context(), publish(t, local, p), at.host(local, c), deploy.Options{MaxDeletes: 99, Time: now.next()})
		}
		if _, err := run(old, nil); err != nil {
			t.Fatal(err)
		}
		reset := func() {
			if _, err := run(old, nil); err != nil {
				t.Fatal(err)
			}
		}
		if at.save != nil {
			reset = at.save()
		}
		// cutOff interrupts a deploy; it returns false if that had come to its end.
		cutOff := func(step int, after bool) bool {
			reset()
			before := at.seen()
			c := &cut{left: step, after: after}
			r, err := run(next, c)
			off := c.off()
			if !off && err != nil {
				t.Fatalf("step %d: not cut off, and the deploy returns %v", step, err)
			}
			if err == nil {
				holds(t, at, next, nil, r)
			}
			seen := at.seen()
			if lost := dead(seen); lost != nil {
				t.Errorf("step %d, after %v: links lead nowhere: %v", step, after, lost)
			}
			if at.whole && !maps.Equal(seen, before) {
				for name, text := range next {
					if seen[name] != text {
						t.Errorf("step %d, after %v: half a site: %s", step, after, name)
					}
				}
			}
			r, err = run(next, nil)
			if err != nil {
				t.Fatalf("step %d, after %v: %v", step, after, err)
			}
			holds(t, at, next, nil, r)
			if t.Failed() {
				t.FailNow()
			}
			return off
		}
		step := 0
		for cutOff(step, false) {
			// As nothing works any more, a step that was done is as good as the next one
			// that was not; where it takes long, only the last step is tried both ways.
			if !at.slow {
				cutOff(step, true)
			}
			if step++; testing.Short() && step > 2 {
				return
			}
		}
		if step == 0 {
			t.Fatal("a deploy without a step")
		}
		cutOff(step-1, true)
		t.Logf("%d steps", step)
	})
}

func TestAFirstDeployInterruptedAnywhereHasNoDeadLink(t *testing.T) {
	seen := slices.DeleteFunc(kinds(), func(k kind) bool { return k.name != "in place" && k.name != "s3" })
	for _, k := range seen {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			p := newPaper([]int{1, 2, 3}, "p {}")
			local := filepath.Join(t.TempDir(), "public")
			site := publish(t, local, p)
			var now clock
			for step := 0; ; step++ {
				at := k.open(t)
				c := &cut{left: step}
				r, err := deploy.Run(t.Context(), site, at.host(local, c), deploy.Options{Time: now.next()})
				there := at.seen()
				if _, ok := there["index.html"]; ok { // before that, nobody knows of anything
					if lost := dead(there); lost != nil {
						t.Errorf("step %d: links lead nowhere: %v", step, lost)
					}
				}
				if err == nil {
					holds(t, at, p, nil, r)
					return
				}
			}
		})
	}
}

func TestAnInterruptedFirstDeployIsCompleted(t *testing.T) {
	most(t, func(t *testing.T, at place) {
		local := filepath.Join(t.TempDir(), "public")
		var now clock
		p := newPaper([]int{1, 2}, "p {}")
		site := publish(t, local, p)
		c := &cut{left: 4}
		if r, err := deploy.Run(t.Context(), site, at.host(local, c), deploy.Options{Time: now.next()}); err == nil {
			holds(t, at, p, nil, r)
		}
		other := site
		other.ID = "another"
		if len(at.seen()) > 0 && c.off() {
			if _, err := deploy.Run(t.Context(), other, at.host(local, nil), deploy.Options{Time: now.next()}); !refused(err) {
				t.Errorf("another site goes over the beginning of this one: %v", err)
			}
		}
		r, err := deploy.Run(t.Context(), site, at.host(local, nil), deploy.Options{Time: now.next()})
		if err != nil {
			t.Fatal(err)
		}
		holds(t, at, p, nil, r)
	})
}

func refused(err error) bool {
	var r *deploy.Refusal
	return errors.As(err, &r)
}

func TestForeignFilesInTheWayAreNamedAndEqualOnesAdopted(t *testing.T) {
	most(t, func(t *testing.T, at place) {
		local := filepath.Join(t.TempDir(), "public")
		var now clock
		p := newPaper([]int{1}, "p {}")
		run := func(opt deploy.Options) (*deploy.Report, error) {
			opt.Time, opt.MaxDeletes = now.next(), 9
			return deploy.Run(t.Context(), publish(t, local, p), at.host(local, nil), opt)
		}
		if _, err := run(deploy.Options{}); err != nil {
			t.Fatal(err)
		}
		at.put("p2/index.html", "somebody else's")
		at.put("same.txt", "the same")
		p["p2/index.html"], p["same.txt"] = "ours", "the same"
		_, err := run(deploy.Options{})
		if !refused(err) || !strings.Contains(err.Error(), "p2/index.html") || strings.Contains(err.Error(), "same.txt") {
			t.Fatalf("got %v", err)
		}
		if at.seen()["p2/index.html"] != "somebody else's" {
			t.Fatal("and it is replaced all the same")
		}
		r, err := run(deploy.Options{Force: true})
		if err != nil {
			t.Fatal(err)
		}
		holds(t, at, p, nil, r)
		delete(p, "same.txt")
		if r, err = run(deploy.Options{}); err != nil {
			t.Fatal(err)
		}
		holds(t, at, p, nil, r)
	})
}

func TestVerifySendsAgainWhatTheHostHasLost(t *testing.T) {
	most(t, func(t *testing.T, at place) {
		local := filepath.Join(t.TempDir(), "public")
		var now clock
		p := newPaper([]int{1, 2, 3}, "p {}")
		site := publish(t, local, p)
		if _, err := deploy.Run(t.Context(), site, at.host(local, nil), deploy.Options{Time: now.next()}); err != nil {
			t.Fatal(err)
		}
		at.put("p2/index.html", strings.Repeat("x", len(p["p2/index.html"])))
		r, err := deploy.Run(t.Context(), site, at.host(local, nil), deploy.Options{Time: now.next()})
		if err != nil || !r.Empty() {
			t.Fatalf("without --verify the record is believed: %v, %v", r.Paths(), err)
		}
		r, err = deploy.Run(t.Context(), site, at.host(local, nil), deploy.Options{Time: now.next(), Verify: true})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(r.Wrong, []string{"p2/index.html"}) {
			t.Errorf("wrong are %v", r.Wrong)
		}
		holds(t, at, p, nil, r)
	})
}

func TestADryRunLeavesNoTrace(t *testing.T) {
	most(t, func(t *testing.T, at place) {
		local := filepath.Join(t.TempDir(), "public")
		var now clock
		site := publish(t, local, newPaper([]int{1, 2, 3}, "p {}"))
		// A host that is cut off at once can do it, too, once there is a repository here
		// to look into.
		c := &cut{}
		if at.scratch != "" {
			c.left = 1
		}
		r, err := deploy.Run(t.Context(), site, at.host(local, c), deploy.Options{Time: now.next(), DryRun: true})
		if err != nil || len(r.New) != len(site.Files) || r.Done {
			t.Fatalf("got %+v, %v", r, err)
		}
		if seen := at.seen(); len(seen) > 0 {
			t.Errorf("there are %v", slices.Sorted(maps.Keys(seen)))
		}
	})
}

func TestHashedFilesStayForTwoReleases(t *testing.T) {
	most(t, func(t *testing.T, at place) {
		local := filepath.Join(t.TempDir(), "public")
		var now clock
		first := newPaper([]int{1}, "p { color: red }")
		var sheet string
		for name := range first {
			if path.Ext(name) == ".css" {
				sheet = name
			}
		}
		for release, style := range []string{"p { color: red }", "p { color: green }", "p { color: blue }", "p { color: black }"} {
			p := newPaper([]int{1}, style)
			r, err := deploy.Run(t.Context(), publish(t, local, p), at.host(local, nil), deploy.Options{MaxDeletes: 9, Time: now.next()})
			if err != nil {
				t.Fatal(err)
			}
			holds(t, at, p, nil, r)
			if _, ok := at.seen()[sheet]; ok != (release <= 2) {
				t.Errorf("after %d more releases, there is %v", release, ok)
			}
		}
	})
}

func TestNothingButTheSiteLeaves(t *testing.T) {
	const canary = "embargoed-canary"
	each(t, func(t *testing.T, at place) {
		// Beside public/ lies what nobody may see, and so it does inside of it.
		dir := t.TempDir()
		local := filepath.Join(dir, "public")
		site := publish(t, local, newPaper([]int{1, 2, 3}, "p {}"))
		for _, name := range []string{"content/posts/" + canary + ".md", ".pressbox/" + canary, "public/" + canary + ".html", "public/p1/." + canary, "public/.pressbox-stage/x"} {
			write(t, filepath.Join(dir, name), canary)
		}
		var now clock
		if _, err := deploy.Run(t.Context(), site, at.host(local, nil), deploy.Options{Time: now.next()}); err != nil {
			t.Fatal(err)
		}
		data, pending, err := at.host(local, nil).Record(t.Context())
		if err != nil || pending != nil {
			t.Fatalf("pending %q, %v", pending, err)
		}
		record, err := deploy.DecodeRecord(data)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range record.Files {
			if strings.Contains(f.Path, canary) {
				t.Errorf("the record names %s", f.Path)
			}
		}
		for name, text := range at.seen() {
			if strings.Contains(name+text, canary) {
				t.Errorf("%s left", name)
			}
		}
	})
}

func TestAFileThatChangedSinceItWasBuiltIsNotSent(t *testing.T) {
	each(t, func(t *testing.T, at place) {
		local := filepath.Join(t.TempDir(), "public")
		p := newPaper([]int{1}, "p {}")
		site := publish(t, local, p)
		p["index.html"] = "something else"
		write(t, filepath.Join(local, "index.html"), "something else")
		var now clock
		_, err := deploy.Run(t.Context(), site, at.host(local, nil), deploy.Options{Time: now.next()})
		if err == nil || !strings.Contains(err.Error(), "index.html changed since it was built") {
			t.Errorf("got %v", err)
		}
		if at.seen()["index.html"] != "" {
			t.Error("and it is there")
		}
	})
}

func TestAPlaceThatCannotBeMadeIsNamed(t *testing.T) {
	run(t, folders(), func(t *testing.T, at place) {
		base := filepath.Dir(at.root)
		if !at.whole {
			base = at.root
		}
		write(t, base, "a file")
		local := filepath.Join(t.TempDir(), "public")
		var now clock
		_, err := deploy.Run(t.Context(), publish(t, local, newPaper([]int{1}, "p {}")), at.host(local, nil), deploy.Options{Time: now.next()})
		if err == nil || strings.Contains(err.Error(), "at the same time") || !strings.Contains(err.Error(), base) {
			t.Errorf("got %v", err)
		}
	})
}
