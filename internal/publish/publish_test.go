package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/site"
)

// A folder is a site on disk, for tests.
type folderOf struct {
	testing.TB
	dir string
	now time.Time
	out string
}

// newFolder writes a small site: two players, a team, three posts, a theme of a few lines.
func newFolder(t testing.TB) *folderOf {
	f := &folderOf{TB: t, dir: t.TempDir(), now: time.Date(2022, 12, 1, 12, 0, 0, 0, time.UTC)}
	f.out = filepath.Join(f.dir, "public")
	f.write("site.yaml", "id: an-id\ntitle: A Site\nbase_url: https://example.org/news/\nper_page: 2\nunregistered: allow\n")
	f.write("content/teams/rams.md", "---\nname: Rams\nleague: nfl\n---\n")
	f.write("content/players/cam-akers.md", "---\nname: Cam Akers\nposition: RB\nteams: [{team: rams, from: 2020}]\n---\nA back.\n")
	f.write("content/players/cooper-kupp.md", "---\nname: Cooper Kupp\nposition: WR\nteams: [{team: rams, from: 2017}]\n---\n")
	for i := 1; i <= 3; i++ {
		f.write(fmt.Sprintf("content/posts/2022/11/post-%d.md", i), post(i, "Cam Akers", "The text."))
	}
	f.write("static/hello.txt", "hello\n")
	return f
}

func post(day int, player, text string) string {
	return fmt.Sprintf("---\ntitle: Post %d\ndate: 2022-11-%02d\nplayer: %s\nsource: A Reporter\n---\n%s\n", day, day, player, text)
}

func (f *folderOf) write(name, text string) {
	f.Helper()
	f.put(filepath.Join(f.dir, filepath.FromSlash(name)), text)
}

func (f *folderOf) put(full, text string) {
	f.Helper()
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
		f.Fatal(err)
	}
}

func (f *folderOf) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

func (f *folderOf) options() site.Options {
	return site.Options{Dir: f.dir, Now: f.now, Program: "test", Theme: os.DirFS("../bench/testdata/theme")}
}

func (f *folderOf) load() *site.Site {
	f.Helper()
	s, err := site.Load(context.Background(), f.options(), nil, nil)
	f.must(err)
	for _, p := range s.Problems {
		f.Logf("problem: %v", p)
	}
	return s
}

// publish builds the site and insists that it works.
func (f *folderOf) publish(opt Options) Report {
	f.Helper()
	_, report, err := Dir(context.Background(), f.load(), f.out, opt)
	f.must(err)
	return report
}

// tree returns the files below the output folder.
func (f *folderOf) tree() map[string]string {
	f.Helper()
	return readAll(f, f.out)
}

func readAll(t testing.TB, dir string) map[string]string {
	t.Helper()
	tree := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rest, err := filepath.Rel(dir, name)
		if err != nil || rest == "." {
			return err
		}
		if e.IsDir() {
			tree[filepath.ToSlash(rest)+"/"] = "" // folders count: none may be left over
			return nil
		}
		if e.Type()&fs.ModeSymlink != 0 {
			target, err := os.Readlink(name)
			tree[filepath.ToSlash(rest)] = "-> " + target
			return err
		}
		content, err := os.ReadFile(name)
		tree[filepath.ToSlash(rest)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// clean returns the tree that a build without any memory makes.
func (f *folderOf) clean() map[string]string {
	f.Helper()
	opt := f.options()
	opt.Fresh = true
	s, err := site.Load(context.Background(), opt, nil, nil)
	f.must(err)
	out := filepath.Join(f.TempDir(), "clean")
	// The state of this build lies in a folder of its own.
	s.Options.Dir = f.TempDir()
	_, _, err = Dir(context.Background(), s, out, Options{})
	f.must(err)
	return readAll(f, out)
}

func (f *folderOf) same(what string) {
	f.Helper()
	if diff := cmp.Diff(f.clean(), f.tree()); diff != "" {
		f.Fatalf("%s: the tree is not that of a clean build (-clean +got):\n%s", what, diff)
	}
}

func paths(changes []Change) []string {
	var names []string
	for _, c := range changes {
		names = append(names, c.Path)
	}
	return names
}

func TestSecondBuildWritesNothing(t *testing.T) {
	f := newFolder(t)
	first := f.publish(Options{})
	if len(first.Written) < 10 {
		t.Fatalf("only %d files were written", len(first.Written))
	}
	f.same("first build")
	before := f.times()
	second := f.publish(Options{})
	if len(second.Written)+len(second.Removed) > 0 || second.Unchanged != len(first.Written) {
		t.Errorf("the second build wrote %v, removed %v and left %d of %d", paths(second.Written), second.Removed, second.Unchanged, len(first.Written))
	}
	if diff := cmp.Diff(before, f.times()); diff != "" {
		t.Errorf("times changed:\n%s", diff)
	}
}

// times returns the time of every file.
func (f *folderOf) times() map[string]time.Time {
	times := map[string]time.Time{}
	for name := range f.tree() {
		if info, err := os.Lstat(filepath.Join(f.out, name)); err == nil && info.Mode().IsRegular() {
			times[name] = info.ModTime()
		}
	}
	return times
}

func TestBodyEditRewritesWhatShowsIt(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	f.write("content/posts/2022/11/post-2.md", post(2, "Cam Akers", "The text.\n\nMore of it."))
	r := f.publish(Options{})
	for _, c := range r.Written {
		if !strings.HasPrefix(c.Path, "2022/11/post-2/") && !strings.HasSuffix(c.Path, "feed.xml") && c.Path != "rss.xml" && c.Path != "feed.json" {
			t.Errorf("%s was written (%s)", c.Path, c.Reason)
		}
		if c.Reason != "its data" {
			t.Errorf("%s: the reason is %q", c.Path, c.Reason)
		}
	}
	if !slices.Contains(paths(r.Written), "2022/11/post-2/index.html") {
		t.Errorf("the page of the post was not written")
	}
	f.same("after the edit")
}

func TestEveryFileWrittenHasItsReason(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	tests := []struct {
		what   string
		change func()
		path   string
		reason string
	}{
		{"template", func() { f.write("templates/post.html", `{{define "main"}}<h1>new {{.Title}}</h1>{{end}}`) }, "2022/11/post-1/index.html", "template post.html"},
		{"settings", func() {
			f.write("site.yaml", "id: an-id\ntitle: Another Title\nbase_url: https://example.org/news/\nper_page: 2\nunregistered: allow\n")
		}, "2022/11/post-1/index.html", "site settings"},
		{"missing", func() { f.must(os.Remove(filepath.Join(f.out, "index.html"))) }, "index.html", "missing"},
		{"touched", func() { f.put(filepath.Join(f.out, "index.html"), "mine") }, "index.html", "touched"},
		{"new", func() { f.write("content/posts/2022/11/post-4.md", post(4, "Cam Akers", "x")) }, "2022/11/post-4/index.html", "new"},
		{"static", func() { f.write("static/hello.txt", "good bye\n") }, "hello.txt", "static/hello.txt"},
	}
	for _, test := range tests {
		test.change()
		r := f.publish(Options{})
		i := slices.IndexFunc(r.Written, func(c Change) bool { return c.Path == test.path })
		switch {
		case i < 0:
			t.Errorf("%s: %s was not written, only %v", test.what, test.path, paths(r.Written))
		case r.Written[i].Reason != test.reason:
			t.Errorf("%s: the reason is %q, want %q", test.what, r.Written[i].Reason, test.reason)
		}
		f.same(test.what)
	}
}

func TestWhatIsGoneIsRemovedWithItsFolders(t *testing.T) {
	f := newFolder(t)
	f.write("content/posts/2021/05/old.md", "---\ntitle: Old\ndate: 2021-05-01\nplayer: Cooper Kupp\n---\nx\n")
	f.publish(Options{})
	if _, err := os.Stat(filepath.Join(f.out, "2021/05/old/index.html")); err != nil {
		t.Fatal(err)
	}
	f.must(os.Remove(filepath.Join(f.dir, "content/posts/2021/05/old.md")))
	r := f.publish(Options{})
	if !slices.Contains(r.Removed, "2021/05/old/index.html") {
		t.Errorf("removed %v", r.Removed)
	}
	if _, err := os.Stat(filepath.Join(f.out, "2021")); err == nil {
		t.Error("the folder 2021 is left")
	}
	f.same("after removing")
}

func TestFilesOfOthersAreNamedAndLeft(t *testing.T) {
	f := newFolder(t)
	f.put(filepath.Join(f.out, "notes.txt"), "mine")
	f.put(filepath.Join(f.out, "drafts/a.txt"), "mine")
	f.put(filepath.Join(f.out, ".git/config"), "[core]")
	for range 3 {
		r := f.publish(Options{})
		if diff := cmp.Diff([]string{"drafts/", "notes.txt"}, r.Foreign); diff != "" {
			t.Fatalf("foreign files (-want +got):\n%s", diff)
		}
	}
	f.put(filepath.Join(f.out, "2022/11/stray.txt"), "mine")
	if r := f.publish(Options{}); !slices.Contains(r.Foreign, "2022/11/stray.txt") {
		t.Errorf("a file that came later is not named: %v", r.Foreign)
	}
	f.publish(Options{Clean: true})
	if _, err := os.Stat(filepath.Join(f.out, ".git/config")); err != nil {
		t.Errorf("--clean removed .git: %v", err)
	}
	f.must(os.RemoveAll(filepath.Join(f.out, ".git")))
	f.same("after --clean")
}

func TestAFolderOfSomebodysOwnIsNotCleanedAtOnce(t *testing.T) {
	f := newFolder(t)
	for n := range 11 {
		f.put(filepath.Join(f.out, fmt.Sprintf("Letters/%d.odt", n)), "mine")
	}
	before := f.tree()
	_, _, err := Dir(context.Background(), f.load(), f.out, Options{Clean: true})
	var stranger *Stranger
	if !errors.As(err, &stranger) || !strings.Contains(err.Error(), "Letters/") {
		t.Fatalf("got %v", err)
	}
	if diff := cmp.Diff(before, f.tree()); diff != "" {
		t.Errorf("the folder changed:\n%s", diff)
	}
	if r := f.publish(Options{}); !slices.Equal(r.Foreign, []string{"Letters/"}) {
		t.Errorf("named are %v", r.Foreign)
	}
	f.publish(Options{Clean: true})
	f.same("after --clean, said twice")
}

func TestAFileInTheWayStopsTheBuild(t *testing.T) {
	tests := map[string]func(f *folderOf){
		"file":        func(f *folderOf) { f.put(filepath.Join(f.out, "index.html"), "mine") },
		"folder":      func(f *folderOf) { f.put(filepath.Join(f.out, "index.html/x"), "mine") },
		"parent file": func(f *folderOf) { f.put(filepath.Join(f.out, "players"), "mine") },
		"parent link": func(f *folderOf) {
			f.must(os.MkdirAll(f.out, 0o777))
			f.must(os.Symlink(f.TempDir(), filepath.Join(f.out, "players")))
		},
		"link": func(f *folderOf) {
			target := filepath.Join(f.TempDir(), "target")
			f.put(target, "mine")
			f.must(os.MkdirAll(f.out, 0o777))
			f.must(os.Symlink(target, filepath.Join(f.out, "index.html")))
		},
	}
	for name, obstruct := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			obstruct(f)
			before := f.tree()
			_, _, err := Dir(context.Background(), f.load(), f.out, Options{})
			var in *Obstruction
			if !errors.As(err, &in) || len(in.Paths) != 1 {
				t.Fatalf("got %v, want one file in the way", err)
			}
			if diff := cmp.Diff(before, f.tree()); diff != "" {
				t.Errorf("the folder changed:\n%s", diff)
			}
			f.publish(Options{Clean: true})
			f.same("after --clean")
		})
	}
}

func TestATreeWithoutItsRecordIsAdopted(t *testing.T) {
	f := newFolder(t)
	first := f.publish(Options{})
	before := f.times()
	f.must(os.RemoveAll(filepath.Join(f.dir, ".pressbox")))
	r := f.publish(Options{})
	if len(r.Written) > 0 || r.Unchanged != len(first.Written) {
		t.Errorf("wrote %v", paths(r.Written))
	}
	if diff := cmp.Diff(before, f.times()); diff != "" {
		t.Errorf("times changed:\n%s", diff)
	}
}

func TestADamagedRecordCostsNoMoreThanWork(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	records, err := filepath.Glob(filepath.Join(f.dir, ".pressbox/record-*"))
	if err != nil || len(records) != 1 {
		t.Fatal(records, err)
	}
	whole, err := os.ReadFile(records[0])
	f.must(err)
	for name, content := range map[string]string{
		"garbage": "garbage", "empty": "", "truncated": string(whole[:len(whole)/2]),
		"another version": strings.Replace(string(whole), recordFormat, "pressbox record 9\n", 1),
	} {
		f.must(os.WriteFile(records[0], []byte(content), 0o666))
		if r := f.publish(Options{}); len(r.Written) > 0 {
			t.Errorf("%s: wrote %v", name, paths(r.Written))
		}
		f.same(name)
	}
}

func TestDamageToTheTreeIsMended(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	index := filepath.Join(f.out, "index.html")
	page := filepath.Join(f.out, "2022/11/post-1/index.html")
	outside := f.TempDir()
	f.put(filepath.Join(outside, "index.html"), "not ours")
	damages := map[string]func(){
		"deleted":      func() { f.must(os.Remove(index)) },
		"shortened":    func() { f.must(os.Truncate(index, 10)) },
		"other bytes":  func() { b, _ := os.ReadFile(index); b[5] ^= 1; f.must(os.WriteFile(index, b, 0o666)) },
		"link":         func() { f.must(os.Remove(page)); f.must(os.Symlink(filepath.Join(outside, "index.html"), page)) },
		"empty folder": func() { f.must(os.Remove(page)); f.must(os.Mkdir(page, 0o777)) },
		"all gone":     func() { f.must(os.RemoveAll(f.out)) },
		"folder gone":  func() { f.must(os.RemoveAll(filepath.Join(f.out, "2022"))) },
	}
	for _, name := range slices.Sorted(maps.Keys(damages)) {
		damages[name]()
		r := f.publish(Options{})
		if len(r.Written) == 0 {
			t.Errorf("%s: nothing was written", name)
		}
		f.same(name)
		if got, _ := os.ReadFile(filepath.Join(outside, "index.html")); string(got) != "not ours" {
			t.Fatalf("%s: a file outside was written", name)
		}
	}
}

func TestATimeAloneIsNoChange(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	back := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	for name := range f.tree() {
		f.must(os.Chtimes(filepath.Join(f.out, name), back, back))
	}
	if r := f.publish(Options{}); len(r.Written) > 0 {
		t.Errorf("wrote %v", paths(r.Written))
	}
	if got := f.times()["index.html"]; !got.Equal(back) {
		t.Errorf("the time became %v", got)
	}
}

func TestALinkInPlaceOfAFolderIsNotFollowed(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	outside := f.TempDir()
	f.must(os.RemoveAll(filepath.Join(f.out, "players")))
	f.must(os.Symlink(outside, filepath.Join(f.out, "players")))
	_, _, err := Dir(context.Background(), f.load(), f.out, Options{})
	var in *Obstruction
	if !errors.As(err, &in) {
		t.Fatalf("got %v, want the link in the way", err)
	}
	f.publish(Options{Clean: true})
	if left := readAll(t, outside); len(left) > 0 {
		t.Errorf("files outside: %v", left)
	}
	f.same("after --clean")
}

func TestTheOutputFolderMayBeALinkToItsNeighbour(t *testing.T) {
	f := newFolder(t)
	elsewhere := f.out + "-of-today"
	f.must(os.Mkdir(elsewhere, 0o777))
	f.must(os.Symlink(elsewhere, f.out))
	f.publish(Options{})
	if len(readAll(t, elsewhere)) == 0 {
		t.Error("nothing was written where the link leads")
	}
	if r := f.publish(Options{}); len(r.Written) > 0 {
		t.Errorf("wrote %v", paths(r.Written))
	}
}

func TestNoLinkLeadsTheOutputAway(t *testing.T) {
	f := newFolder(t)
	s, outside := f.load(), f.TempDir()
	f.put(filepath.Join(outside, "mine.txt"), "mine")
	f.must(os.Mkdir(filepath.Join(outside, "folder"), 0o777))
	link := filepath.Join(f.TempDir(), "link")
	f.must(os.Symlink(outside, link))
	f.must(os.Symlink(outside, f.out))
	before := readAll(t, outside)
	for _, out := range []string{link, f.out, filepath.Join(f.out, "folder"), filepath.Join(f.out, "new", "folder")} {
		for _, clean := range []bool{false, true} {
			if _, _, err := Dir(context.Background(), s, out, Options{Clean: clean}); err == nil || !strings.Contains(err.Error(), "a link leads from") {
				t.Errorf("%s, clean %t: %v", out, clean, err)
			}
		}
	}
	if diff := cmp.Diff(before, readAll(t, outside)); diff != "" {
		t.Errorf("what is outside changed:\n%s", diff)
	}
	// Who names the folder itself means it.
	if _, _, err := Dir(context.Background(), s, filepath.Join(outside, "folder"), Options{}); err != nil {
		t.Error(err)
	}
}

func TestDangerousFoldersAreRefused(t *testing.T) {
	f := newFolder(t)
	home := filepath.Join(f.TempDir(), "home")
	f.must(os.MkdirAll(home, 0o777))
	f.must(os.Symlink(filepath.Join(f.dir, "content"), filepath.Join(f.dir, "sly")))
	f.put(filepath.Join(f.dir, "plain"), "a file")
	before := readAll(t, f.dir)
	s := f.load()
	for _, out := range []string{
		f.dir, filepath.Dir(f.dir), "/", home, filepath.Dir(home),
		filepath.Join(f.dir, "content"), filepath.Join(f.dir, "content/posts"), filepath.Join(f.dir, "static/x/y"),
		filepath.Join(f.dir, "templates"), filepath.Join(f.dir, "cmd"), filepath.Join(f.dir, ".pressbox"), filepath.Join(f.dir, ".git"),
		filepath.Join(f.dir, "sly"), filepath.Join(f.dir, "sly/posts"), filepath.Join(f.dir, "plain"),
	} {
		if _, _, err := Dir(context.Background(), s, out, Options{Home: home, Clean: true}); err == nil {
			t.Errorf("%s was published into", out)
		}
	}
	after := readAll(t, f.dir)
	for name := range after {
		if strings.HasPrefix(name, ".pressbox/") {
			delete(after, name)
		}
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the site changed:\n%s", diff)
	}
}

func TestASiteWithErrorsIsNotPublished(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	before := f.tree()
	f.write("content/posts/2022/11/post-1.md", "---\ndate: never\n---\n")
	_, _, err := Dir(context.Background(), f.load(), f.out, Options{})
	var refusal *Refusal
	if !errors.As(err, &refusal) || !refusal.Problems.Failed() {
		t.Fatalf("got %v", err)
	}
	if diff := cmp.Diff(before, f.tree()); diff != "" {
		t.Errorf("the tree changed:\n%s", diff)
	}
}

func TestATemplateThatFailsIsOneProblemAndNothingIsPublished(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	before := f.tree()
	f.write("templates/post.html", "{{define \"main\"}}\n{{if eq .Status \"x\"}}{{end}}{{index .Players 7}}{{end}}")
	f.write("content/posts/2022/11/post-9.md", post(9, "Cam Akers", "new"))
	s := f.load()
	_, _, err := Dir(context.Background(), s, f.out, Options{})
	var refusal *Refusal
	if !errors.As(err, &refusal) || len(refusal.Problems) != 1 {
		t.Fatalf("got %v", err)
	}
	if p := refusal.Problems[0]; p.File != "templates/post.html" || p.Line != 2 {
		t.Errorf("the problem is %v", p)
	}
	if diff := cmp.Diff(before, f.tree()); diff != "" {
		t.Errorf("the tree changed:\n%s", diff)
	}
	list, err := Try(context.Background(), s, f.out)
	if err != nil || len(list) != 1 {
		t.Errorf("Try found %v, %v", list, err)
	}
	f.must(os.Remove(filepath.Join(f.dir, "templates/post.html")))
	f.publish(Options{})
	f.same("after mending the template")
}

func TestFileAndFolderChangePlaces(t *testing.T) {
	f := newFolder(t)
	f.write("static/thing", "a file")
	f.publish(Options{})
	f.must(os.Remove(filepath.Join(f.dir, "static/thing")))
	f.write("static/thing/inside.txt", "in a folder")
	f.publish(Options{})
	f.same("file to folder")
	f.must(os.RemoveAll(filepath.Join(f.dir, "static/thing")))
	f.write("static/thing", "a file again")
	f.publish(Options{})
	f.same("folder to file")
}

func TestAnInterruptedBuildIsMended(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	for name, stop := range map[string]int{"at once": 1, "later": 4, "late": 12} {
		f.write("site.yaml", "id: an-id\ntitle: Title "+name+"\nbase_url: https://example.org/news/\nper_page: 2\nunregistered: allow\n")
		f.write("content/posts/2022/11/"+name+".md", post(stop, "Cooper Kupp", "text"))
		before := f.tree()
		ctx, cancel := context.WithCancel(context.Background())
		_, _, err := Dir(ctx, f.load(), f.out, Options{Progress: func(done, _ int) {
			if done == stop {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("%s: got %v", name, err)
		}
		if diff := cmp.Diff(before, f.tree()); diff != "" {
			t.Errorf("%s: the published tree changed:\n%s", name, diff)
		}
		f.publish(Options{})
		f.same(name)
	}
}

// What a killed process leaves is imitated here file by file; that it leaves
// nothing else is tested by killing one.
func TestTheJournalMakesItsPathsUnknown(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	s, err := openState(f.dir, f.out, false)
	f.must(err)
	defer s.close()
	index := filepath.Join(f.out, "index.html")
	info, err := os.Stat(index)
	f.must(err)
	half, err := os.ReadFile(index)
	f.must(err)
	half[3] ^= 1
	f.must(os.WriteFile(index, half, 0o666)) // same size, and a time set back
	f.must(os.Chtimes(index, info.ModTime(), info.ModTime()))
	f.put(filepath.Join(f.out, "half/new.html"), "<!doc")
	f.put(filepath.Join(f.out, stageName, "0"), "<!doc")
	f.must(s.begin([]string{"half/new.html", "index.html"}))
	f.publish(Options{})
	f.same("after the next build")

	f.put(filepath.Join(f.out, stageName, "0"), "<!doc")
	f.must(os.WriteFile(filepath.Join(f.dir, ".pressbox", "journal-"+s.name), []byte("torn"), 0o666))
	f.must(os.WriteFile(index, half, 0o666))
	f.publish(Options{})
	f.same("after a torn journal")
}

func TestTwoBuildsAtOnce(t *testing.T) {
	f := newFolder(t)
	s := f.load()
	inside, release := make(chan bool), make(chan bool)
	done := make(chan error)
	first := true
	go func() {
		_, _, err := Dir(context.Background(), s, f.out, Options{Progress: func(int, int) {
			if first {
				first = false
				close(inside)
				<-release
			}
		}})
		done <- err
	}()
	<-inside
	if _, _, err := Dir(context.Background(), s, f.out, Options{}); !errors.Is(err, ErrBusy) {
		t.Errorf("a build beside another: %v", err)
	}
	told := make(chan bool)
	go func() {
		_, _, err := Dir(context.Background(), s, f.out, Options{Wait: time.Minute, Waiting: func() { close(told) }})
		done <- err
	}()
	<-told
	close(release)
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	f.same("after both")
}

func TestVerifyNamesTheFirstDifference(t *testing.T) {
	f := newFolder(t)
	f.publish(Options{})
	verify := func() *Difference {
		opt := f.options()
		opt.Fresh = true
		s, err := site.Load(context.Background(), opt, nil, nil)
		f.must(err)
		d, err := Verify(context.Background(), s, f.out)
		f.must(err)
		return d
	}
	if d := verify(); d != nil {
		t.Fatalf("a fresh tree differs: %v", d)
	}
	f.put(filepath.Join(f.out, "index.html"), "<!doctype html>\nother")
	f.must(os.Remove(filepath.Join(f.out, "404.html")))
	if d := verify(); d == nil || d.Path != "404.html" || d.Text != "is missing" {
		t.Errorf("got %v", d)
	}
	f.publish(Options{})
	f.put(filepath.Join(f.out, "index.html"), "<!doctype html>\nother")
	if d := verify(); d == nil || d.Path != "index.html" {
		t.Errorf("got %v", d)
	}
}

func TestWouldSaysWhatDirWillWriteAndWritesNothing(t *testing.T) {
	f := newFolder(t)
	said := func() Tree {
		site := f.load() // which remembers
		before := readAll(t, f.dir)
		tree, err := Would(context.Background(), site, f.out)
		f.must(err)
		if diff := cmp.Diff(before, readAll(t, f.dir)); diff != "" {
			t.Errorf("the folder changed:\n%s", diff)
		}
		return tree
	}
	for range 2 { // from nothing, and from what is remembered
		would := said()
		tree, _, err := Dir(context.Background(), f.load(), f.out, Options{})
		f.must(err)
		if len(would) != len(tree) {
			t.Fatalf("%d files and not %d", len(would), len(tree))
		}
		for i, e := range tree {
			if w := would[i]; w.Path != e.Path || w.Sum != e.Sum || w.Size != e.Size || w.Key != e.Key {
				t.Errorf("%s would be %v, %d bytes, and is %v, %d bytes", w.Path, w.Sum, w.Size, e.Sum, e.Size)
			}
		}
		f.put(filepath.Join(f.dir, "content/pages/about.md"), "---\ntitle: About\n---\nOther words.\n")
	}
}
