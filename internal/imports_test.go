// Package internal_test holds the laws that all packages of Pressbox keep
// together.
package internal_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// order is the way of the data. A package imports packages above its own line
// only; a package below another one, such as deploy/s3, stands on its line and
// may import it.
var order = [][]string{
	{"digest", "problem"},
	{"meta", "markdown"},
	{"config"},
	{"content"},
	{"newsroom"},
	{"plan"},
	{"render"},
	{"site"},
	{"publish"},
	{"preview", "deploy", "scaffold", "schema"},
	{"importer"},
	{"deploy/target"}, // joins the hosts, as their one user
	{"bench"},         // a program of its own, beside cmd
	{"scratch"},       // for tests alone
}

// leaves are packages of the upper lines that import still less than the order allows.
var leaves = map[string][]string{
	"digest":   {},
	"problem":  {},
	"meta":     {"problem"},
	"markdown": {},
	"deploy":   {"digest", "problem", "meta", "plan", "publish"},
	"scaffold": {},
	"schema":   {"problem"},
}

// alone are the modules and packages that have one importer, so that they can
// be replaced, and what they do to the program stays in one place.
var alone = map[string][]string{
	"github.com/adrg/frontmatter":    {"content"},
	"github.com/yuin/goldmark":       {"markdown", "bench"}, // bench measures the bare library
	"go.yaml.in/yaml":                {"meta"},
	"gopkg.in/yaml.v2":               {},
	"github.com/BurntSushi/toml":     {},
	"github.com/pelletier/go-toml":   {"meta"},
	"github.com/fsnotify/fsnotify":   {"preview"},
	"github.com/minio/minio-go":      {"deploy/s3"},
	"github.com/pkg/sftp":            {"deploy/ssh"},
	"github.com/JohannesKaufmann":    {"importer"},
	"github.com/spf13/cobra":         {"cmd/pressbox"},
	"github.com/schollz/progressbar": {"cmd/pressbox"},
	"net/http":                       {"cmd/pressbox", "preview", "bench", "deploy", "deploy/s3"},
	"os/exec":                        {"cmd/pressbox", "bench", "deploy/git", "deploy/ssh"},
	"os/signal":                      {"cmd/pressbox", "bench"},
	"math/rand":                      {"bench"},
	"math/rand/v2":                   {"bench"},
	"unsafe":                         {},
	"pressbox/internal/scratch":      {}, // tests alone
}

type pkg struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

// name returns the path of p below internal/, or below the module.
func (p pkg) name() string { return short(p.ImportPath) }

func short(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, "pressbox/"), "internal/")
}

// packages asks the go command for every package of the module.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports", "pressbox/...")
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("go list: %s", exit.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// rank returns the line of order that a package below internal/ stands on, and
// the package of that line it belongs to.
func rank(name string) (line int, top string) {
	top = name
	if name != "deploy/target" {
		top, _, _ = strings.Cut(name, "/")
	}
	return slices.IndexFunc(order, func(line []string) bool { return slices.Contains(line, top) }), top
}

func TestImportsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.ImportPath, "pressbox/internal/") {
			continue
		}
		line, top := rank(p.name())
		if line < 0 {
			t.Errorf("%s has no place in the order of imports; give it one", p.name())
			continue
		}
		for _, i := range p.Imports {
			if i == "pressbox" || strings.HasPrefix(i, "pressbox/cmd/") {
				t.Errorf("%s imports %s, which is above everything below internal/", p.name(), i)
			}
			if !strings.HasPrefix(i, "pressbox/internal/") {
				continue
			}
			to, toTop := rank(short(i))
			allowed, leaf := leaves[top]
			switch {
			case toTop == top:
				// A host imports deploy; deploy knows no host.
				if !strings.HasPrefix(p.name(), short(i)+"/") {
					t.Errorf("%s imports %s, which stands beside or below it", p.name(), short(i))
				}
			case to >= line:
				t.Errorf("%s imports %s, which comes later", p.name(), short(i))
			case leaf && !slices.Contains(allowed, toTop):
				t.Errorf("%s imports %s, and may import %q only", p.name(), short(i), allowed)
			}
		}
	}
}

func TestWhatHasOneImporterHasNoOther(t *testing.T) {
	for _, p := range packages(t) {
		for _, i := range p.Imports {
			for module, importers := range alone {
				if (i == module || strings.HasPrefix(i, module+"/")) && !slices.Contains(importers, p.name()) {
					t.Errorf("%s imports %s, which is for %q only", p.name(), i, importers)
				}
			}
		}
	}
}

// clocks are the functions that read what only cmd reads: clock, environment,
// chance. They would make the same inputs give other bytes.
var clocks = []string{
	"time.Now", "time.Since", "time.Until", "time.Local",
	"os.Getenv", "os.LookupEnv", "os.Environ", "os.ExpandEnv", "os.Getwd", "os.Hostname", "os.UserHomeDir", "os.TempDir",
}

// outside are the packages that the bytes of a site do not pass through: a
// preview tells how long it took, a host's program inherits the environment, and
// scratch is for tests alone.
var outside = []string{"preview", "deploy", "bench", "scratch"}

func TestOnlyCmdReadsClockAndEnvironment(t *testing.T) {
	each(t, func(p pkg, at string, file *ast.File) {
		if top, _, _ := strings.Cut(p.name(), "/"); slices.Contains(outside, top) {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call := selector(n); slices.Contains(clocks, call) {
				t.Errorf("%s uses %s, which is cmd's", at, call)
			}
			return true
		})
	})
}

func TestNothingInternalEndsTheProgramOrRunsByItself(t *testing.T) {
	forbidden := []string{"os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln", "fmt.Print", "fmt.Println", "fmt.Printf", "os.Stdout", "os.Stderr"}
	each(t, func(p pkg, at string, file *ast.File) {
		if file.Name.Name == "main" {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call := selector(n); slices.Contains(forbidden, call) {
				t.Errorf("%s uses %s, which is cmd's", at, call)
			}
			if f, ok := n.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init", at)
			}
			return true
		})
	})
}

func TestEveryPackageSaysWhatItTurnsIntoWhat(t *testing.T) {
	said := map[string]string{}
	each(t, func(p pkg, at string, file *ast.File) {
		if file.Doc != nil {
			said[p.name()] = file.Doc.Text()
		} else if _, ok := said[p.name()]; !ok {
			said[p.name()] = ""
		}
	})
	for name, doc := range said {
		if doc == "" {
			t.Errorf("%s has no package comment", name)
		}
		if lines := strings.Count(doc, "\n"); lines > 10 {
			t.Errorf("the package comment of %s has %d lines", name, lines)
		}
	}
}

func TestNoPackageIsADrawerForOddments(t *testing.T) {
	drawers := []string{"util", "utils", "common", "helper", "helpers", "types", "model", "models", "lib", "misc", "shared"}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && slices.Contains(drawers, strings.TrimSuffix(d.Name(), ".go")) {
			t.Errorf("internal/%s: a helper lives beside its one user", filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// each parses every file of every package below internal/.
func each(t *testing.T, do func(p pkg, at string, file *ast.File)) {
	t.Helper()
	set := token.NewFileSet()
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.ImportPath, "pressbox/internal/") {
			continue
		}
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			do(p, path.Join(p.name(), name), file)
		}
	}
}

// selector returns "x.Y" for such an expression, and "" for any other node.
func selector(n ast.Node) string {
	if s, ok := n.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok {
			return x.Name + "." + s.Sel.Name
		}
	}
	return ""
}
