// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Makes mutants: the compiled code of a contract with its re-entrancy guard taken off and nothing else changed. The guard
/// reads its flag with TLOAD, which nothing else here uses; ISZERO of the flag's slot says "not entered" every time.
library Unguarded {
    bytes1 private constant TLOAD = 0x5c;
    bytes1 private constant ISZERO = 0x15;
    uint8 private constant PUSH1 = 0x60;
    uint8 private constant PUSH32 = 0x7f;

    /// @return mutant The code to put in the contract's place.
    /// @return guards How many reads of the flag were taken off.
    function code(address contract_) internal view returns (bytes memory mutant, uint256 guards) {
        mutant = contract_.code;
        for (uint256 i = 0; i < mutant.length; i++) {
            uint8 op = uint8(mutant[i]);
            if (op >= PUSH1 && op <= PUSH32) {
                i += op - PUSH1 + 1;
            } else if (mutant[i] == TLOAD) {
                mutant[i] = ISZERO;
                guards++;
            }
        }
    }
}
