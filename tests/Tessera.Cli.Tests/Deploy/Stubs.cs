namespace Tessera.Cli.Tests.Deploy;

/// <summary>Bodies of the stand-ins. HERE is the checkout; other variables make them fail.</summary>
static class Stubs
{
    /// <summary>Builds by making the command's file; runs it by repeating its arguments; tests by copying results.</summary>
    public const string Dotnet = """
        echo "dotnet $*" >>"$HERE/calls"
        case $1 in
          --list-sdks) echo "${SDK-10.0.100} [/usr/share/dotnet/sdk]" ;;
          build)
            [[ -z $BUILD_GATE ]] || read -r <"$HERE/gate"
            echo "built $2" >>"$HERE/calls"
            [[ $BROKEN != *${2##*/}* || -z $BROKEN ]] || { echo "Program.cs(1,1): error CS1002: ; expected"; exit 1; }
            mkdir -p "$HERE/.artifacts/tessera/bin/Tessera.Cli/release"
            touch "$HERE/.artifacts/tessera/bin/Tessera.Cli/release/tessera.dll"
            ;;
          test)
            name=${2##*/}
            name=${name%.dll}
            [[ -f $HERE/$name.trx ]] || exit 0
            mkdir -p "$HERE/.artifacts/deploy/results"
            cat "$HERE/$name.trx" >"$HERE/.artifacts/deploy/results/$name.trx"
            exit ${TEST_CODE:-0}
            ;;
          *)
            [[ -z $RUN_GATE ]] || read -r <"$HERE/gate"
            shift
            printf '<%s>' "$@"
            echo "ran" >>"$HERE/calls"
            exit ${CODE:-0}
            ;;
        esac
        """;

    /// <summary>Installs by adding names to the file of installed packages.</summary>
    public const string AptGet = """
        echo "apt-get $* (${DEBIAN_FRONTEND})" >>"$HERE/calls"
        [[ -z $APT_BROKEN ]] || { echo "E: Unable to locate package libtorch-dev"; exit 100; }
        seen=0
        for word in "$@"; do
          ((seen)) && [[ $word != -* ]] && echo "$word" >>"$HERE/installed"
          [[ $word != install ]] || seen=1
        done
        exit 0
        """;

    /// <summary>Answers like dpkg-query for what is installed, with a removed package among the rest.</summary>
    public const string DpkgQuery = """
        echo "dpkg-query" >>"$HERE/calls"
        echo "g++ config-files"
        while read -r name; do echo "$name installed"; done <"$HERE/installed"
        """;
}
